import type { Conversation } from '$lib/api/shapes';
import { m } from '$lib/paraglide/messages';

/** A number as one dials it: what is kept are its digits alone. */
export function withPlus(phone: string): string {
	return /^\d/.test(phone) ? `+${phone}` : phone;
}

/** What a customer is called: by name, else by number, else by the words for nobody known. */
export function nameOf(contact: Conversation['contact']): string {
	return contact.name || (contact.phone ? withPlus(contact.phone) : m.nameless());
}

import { m } from '$lib/paraglide/messages';
import type { Message, Origin } from '$lib/api/shapes';

/** The four origins that have a colour; a customer and the system have none. */
export type Tone = 'phone' | 'person' | 'ai' | 'automation' | 'none';

const tones: Record<Origin, Tone> = {
	customer: 'none',
	phone: 'phone',
	greeting: 'phone',
	person: 'person',
	ai: 'ai',
	flow: 'automation',
	campaign: 'automation',
	api: 'automation',
	system: 'none'
};

const words: Record<Origin, () => string> = {
	customer: m.origin_customer,
	phone: m.origin_phone,
	person: m.origin_person,
	ai: m.origin_ai,
	flow: m.origin_flow,
	campaign: m.origin_campaign,
	api: m.origin_api,
	greeting: m.origin_greeting,
	system: m.origin_system
};

export function toneOf(origin: Origin): Tone {
	return tones[origin];
}

export function originWord(origin: Origin): string {
	return words[origin]();
}

/** Who wrote it, as far as is known: an echo has no author, only the owner of the number as a presumption. */
export function writtenBy(message: Message): string {
	if (message.origin === 'phone' && message.presumed) return m.origin_phone_presumed({ name: message.presumed });
	if (message.author && message.origin === 'person') return message.author.name;
	if (message.author) return `${message.author.name} · ${originWord(message.origin)}`;
	return originWord(message.origin);
}

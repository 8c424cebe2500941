/** Which conversations a list shows, and in which order. Pure. */
import type { Conversation } from '$lib/api/shapes';
import type { Inbox } from '$lib/live/reduce';

export type Tab = 'mine' | 'unassigned' | 'all';
export type Filter = { readonly tab: Tab; readonly unread: boolean; readonly number: string | null; readonly q: string };

/** What the server said about one filter: which rows it found, and how far down it has been read. */
export type Reach = {
	readonly found: ReadonlySet<string>;
	readonly next: string | null;
	/** said_at of the last row read; null when everything was read. */
	readonly floor: string | null;
};

export const unread: Reach = { found: new Set(), next: null, floor: null };

export function keyOf(filter: Filter): string {
	return JSON.stringify([filter.tab, filter.unread, filter.number, filter.q.trim().toLowerCase()]);
}

/** The rows to show: what belongs to the filter and is not below what was read; the open one stays where it is. */
export function listed(inbox: Inbox, filter: Filter, reach: Reach, open: string | null, me: string | null = null): Conversation[] {
	const rows = [...inbox.conversations.values()].map((kept) => kept.row);
	return rows
		.filter((row) => named(row, filter, reach) && ((inTab(row, filter.tab, me) && (row.unread > 0 || !filter.unread)) || row.id === open))
		.filter((row) => aboveFloor(row, reach) || reach.found.has(row.id))
		.sort(newestFirst);
}

function named(row: Conversation, filter: Filter, reach: Reach): boolean {
	if (filter.number && row.number.id !== filter.number) return false;
	return !filter.q.trim() || reach.found.has(row.id) || says(row, filter.q);
}

function inTab(row: Conversation, tab: Tab, me: string | null): boolean {
	if (tab === 'mine') return me !== null && row.assigned_to?.id === me && !row.past;
	if (tab === 'unassigned') return !row.assigned_to && !row.past;
	return true;
}

function says(row: Conversation, q: string): boolean {
	const sought = plain(q);
	const digits = q.replace(/\D/g, '');
	if (digits.length > 2 && row.contact.phone?.includes(digits)) return true;
	return [row.contact.name, row.contact.username].some((name) => name && plain(name).includes(sought));
}

function plain(text: string): string {
	return text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}

function aboveFloor(row: Conversation, reach: Reach): boolean {
	return reach.floor === null || saidAt(row) >= Date.parse(reach.floor);
}

function newestFirst(a: Conversation, b: Conversation): number {
	return saidAt(b) - saidAt(a) || (a.id < b.id ? -1 : 1);
}

function saidAt(row: Conversation): number {
	return row.last ? Date.parse(row.last.said_at) : 0;
}

import { describe, expect, test } from 'vitest';
import type { Changes, Conversation, Message } from '$lib/api/shapes';
import { nothing, reduce, type Event, type Inbox } from './reduce';

function message(id: string, more: Partial<Message> = {}): Message {
	return {
		id, conversation_id: 'c', direction: 'inbound', origin: 'customer', author: null, presumed: null, kind: 'text', text: id,
		media: [], location: null, contacts: null, options: null, quoted: null, said_at: `2026-01-01T10:0${id.length}:00Z`, state: null,
		failure: null, needs_decision: false, sent_again: false, edited: false, versions: [], revoked: false, reactions: [], imported: false,
		placeholder: null, ...more
	};
}

function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
	return {
		id,
		number: { id: 'n', name: 'Anna', display_phone: '41', owner_name: 'Anna', mode: 'coexistence' },
		contact: { id: 'p', name: 'Charlie', phone: null, user_id: null, username: null },
		last: null, unread: 0, window: { open: true, closes_at: null, reason: 'open' }, assigned_to: null, past: false, ...more
	};
}

function changes(position: number, messages: Message[], conversations: Conversation[] = [], reset = false, gone: string[] = []): Changes {
	return { position, now: '2026-01-01T12:00:00Z', messages, conversations, reset, numbers: reset, gone };
}

function after(...events: Event[]): Inbox {
	return events.reduce(reduce, nothing);
}

const opened: Event = { kind: 'messages_read', conversation: 'c', rows: [message('a')], before: null, after: null, part: 'newest', position: 5 };

function texts(state: Inbox, id = 'c'): (string | null)[] {
	return (state.threads.get(id)?.messages ?? []).map((kept) => kept.row.text);
}

describe('answers in any order', () => {
	const early: Event = { kind: 'changed', changes: changes(6, [message('b', { state: 'sent' })]) };
	const late: Event = { kind: 'changed', changes: changes(7, [message('b', { state: 'read' })]) };

	test('an older answer never replaces a newer one', () => {
		expect(after(opened, late, early)).toEqual(after(opened, early, late));
		expect(after(opened, late, early).threads.get('c')?.messages.at(-1)?.row.state).toBe('read');
	});

	test('the same answer twice changes nothing', () => {
		expect(after(opened, early, early)).toEqual(after(opened, early));
	});

	test('a page that was read before a change does not take it back', () => {
		const stale: Event = { kind: 'messages_read', conversation: 'c', rows: [message('a', { text: 'old' })], before: null, after: null, part: 'older', position: 4 };
		const edited: Event = { kind: 'changed', changes: changes(8, [message('a', { text: 'new' })]) };
		expect(texts(after(opened, edited, stale))).toEqual(['new']);
	});

	test('a conversation read earlier does not replace one read later', () => {
		const read = (position: number, unread: number): Event => ({ kind: 'conversations_read', rows: [conversation('c', { unread })], position });
		expect(after(read(9, 3), read(8, 1)).conversations.get('c')?.row.unread).toBe(3);
	});
});

describe('threads', () => {
	test('messages stand in the order they were said, whatever came first', () => {
		const older: Event = { kind: 'messages_read', conversation: 'c', rows: [message('', { id: 'zz', text: 'first' })], before: null, after: null, part: 'older', position: 5 };
		expect(texts(after(opened, older))).toEqual(['first', 'a']);
	});

	test('a thread that nobody opened is not filled with single messages', () => {
		expect(after({ kind: 'changed', changes: changes(6, [message('b')]) }).threads.size).toBe(0);
	});

	test('a message whose conversation changed moves', () => {
		const other: Event = { kind: 'messages_read', conversation: 'd', rows: [], before: null, after: null, part: 'newest', position: 5 };
		const moved: Event = { kind: 'changed', changes: changes(6, [message('a', { conversation_id: 'd' })]) };
		const state = after(opened, other, moved);
		expect(texts(state, 'c')).toEqual([]);
		expect(texts(state, 'd')).toEqual(['a']);
	});

	test('what was joined into another is gone', () => {
		const listed: Event = { kind: 'conversations_read', rows: [conversation('d')], position: 5 };
		const state = after(opened, listed, { kind: 'changed', changes: changes(6, [], [], false, ['a', 'd']) });
		expect(texts(state)).toEqual([]);
		expect(state.conversations.has('d')).toBe(false);
	});

	test('when too much was missed the threads are read anew', () => {
		const state = after(opened, { kind: 'changed', changes: changes(900, [], [], true) });
		expect(state.threads.size).toBe(0);
		expect(state.position).toBe(900);
	});
});

describe('catching up', () => {
	test('starts at the first position heard and only moves on by changes', () => {
		const page: Event = { kind: 'messages_read', conversation: 'c', rows: [], before: null, after: null, part: 'older', position: 50 };
		expect(after(opened, page).position).toBe(5);
		expect(after(opened, page, { kind: 'changed', changes: changes(51, []) }).position).toBe(51);
	});

	test('never goes back', () => {
		expect(after(opened, { kind: 'changed', changes: changes(9, []) }, { kind: 'changed', changes: changes(7, []) }).position).toBe(9);
	});
});

describe('sending', () => {
	const draft = message('mine', { direction: 'outbound', origin: 'person', state: 'queued' });
	const sending: Event = { kind: 'sending', message: draft };
	const refused: Event = { kind: 'refused', conversation: 'c', id: 'mine', reason: 'network' };

	test('shows at once and is replaced by the answer, never doubled', () => {
		const state = after(opened, sending, { kind: 'answered', message: { ...draft, state: 'sending' } });
		expect(texts(state)).toEqual(['a', 'mine']);
		expect(state.threads.get('c')?.messages.at(-1)?.row.state).toBe('sending');
	});

	test('an answer that comes after the change it caused does not take it back', () => {
		const delivered: Event = { kind: 'changed', changes: changes(6, [{ ...draft, state: 'delivered' }]) };
		const state = after(opened, sending, delivered, { kind: 'answered', message: draft });
		expect(state.threads.get('c')?.messages.at(-1)?.row.state).toBe('delivered');
	});

	test('a refusal is shown on what the server does not know', () => {
		const last = after(opened, sending, refused).threads.get('c')?.messages.at(-1)?.row;
		expect(last?.state).toBe('failed');
		expect(last?.failure?.reason).toBe('network');
	});

	test('a refusal says nothing about what the server knows', () => {
		const sent: Event = { kind: 'changed', changes: changes(6, [{ ...draft, state: 'sent' }]) };
		expect(after(opened, sending, sent, refused)).toEqual(after(opened, sending, sent));
	});

	test('what never reached the server can be withdrawn', () => {
		expect(texts(after(opened, sending, refused, { kind: 'withdrawn', conversation: 'c', id: 'mine' }))).toEqual(['a']);
	});

	test('nothing happens to a thread that is not here', () => {
		expect(after(sending, refused, { kind: 'withdrawn', conversation: 'c', id: 'mine' }, { kind: 'read_here', conversation: 'c' })).toEqual(nothing);
	});
});

test('reading here clears the count at once, and the next change still counts', () => {
	const read: Event = { kind: 'conversations_read', rows: [conversation('c', { unread: 2 })], position: 5 };
	const state = after(read, { kind: 'read_here', conversation: 'c' });
	expect(state.conversations.get('c')?.row.unread).toBe(0);
	expect(reduce(state, { kind: 'read_here', conversation: 'c' })).toBe(state);
	const more = reduce(state, { kind: 'changed', changes: changes(6, [], [conversation('c', { unread: 1 })]) });
	expect(more.conversations.get('c')?.row.unread).toBe(1);
});

test('who may see other numbers now keeps nothing of before', () => {
	const row = { id: 'c', unread: 0 } as Conversation;
	const known = after({ kind: 'conversations_read', rows: [row], position: 5 }, opened);
	const later = reduce(known, { kind: 'changed', changes: changes(9, [], [], true) });
	expect([later.conversations.size, later.threads.size, later.position]).toEqual([0, 0, 9]);
});

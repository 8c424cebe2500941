/**
 * What the page knows of one workspace, and how it changes: state + event → state. Pure.
 *
 * Every answer of the server carries the log position it was read at. A row replaces a kept one unless that one was
 * read later, so answers may arrive in any order and twice, and the state is the same.
 */
import type { Changes, Conversation, Message } from '$lib/api/shapes';

/** A row made here that the server has not confirmed; whatever the server says replaces it. */
export const LOCAL = -1;
/** The answer to a request of ours that carries no position; whatever was read at a position replaces it. */
const ANSWERED = 0;

export type Kept<T> = { readonly at: number; readonly row: T };

export type Thread = {
	/** Oldest first. */
	readonly messages: readonly Kept<Message>[];
	/** Cursor to older messages; null when all are here. */
	readonly before: string | null;
	/** False until the first page is here. */
	readonly loaded: boolean;
};

export type Inbox = {
	readonly position: number;
	readonly conversations: ReadonlyMap<string, Kept<Conversation>>;
	readonly threads: ReadonlyMap<string, Thread>;
	/** Which thread holds a message, so that a message whose conversation changed moves. */
	readonly home: ReadonlyMap<string, string>;
};

export type Event =
	| { kind: 'conversations_read'; rows: readonly Conversation[]; position: number }
	| { kind: 'messages_read'; conversation: string; rows: readonly Message[]; before: string | null; position: number }
	| { kind: 'changed'; changes: Changes }
	| { kind: 'sending'; message: Message }
	| { kind: 'answered'; message: Message }
	| { kind: 'refused'; conversation: string; id: string; reason: string }
	| { kind: 'withdrawn'; conversation: string; id: string }
	| { kind: 'read_here'; conversation: string };

export const nothing: Inbox = { position: 0, conversations: new Map(), threads: new Map(), home: new Map() };
const unopened: Thread = { messages: [], before: null, loaded: false };

export function reduce(state: Inbox, event: Event): Inbox {
	switch (event.kind) {
		case 'conversations_read':
			return { ...withConversations(state, event.rows, event.position), position: start(state, event.position) };
		case 'messages_read':
			return pageRead(state, event);
		case 'changed':
			return changed(state, event.changes);
		case 'sending':
			return withMessages(state, [event.message], LOCAL);
		case 'answered':
			return withMessages(state, [event.message], ANSWERED);
		case 'refused':
			return refused(state, event.conversation, event.id, event.reason);
		case 'withdrawn':
			return withoutMessage(state, event.conversation, event.id);
		case 'read_here':
			return readHere(state, event.conversation);
	}
}

/** The first answer says where catching up begins; later ones must not skip what has not been caught up with. */
function start(state: Inbox, position: number): number {
	return state.position || position;
}

function changed(state: Inbox, changes: Changes): Inbox {
	// Too much was missed, or one may see other numbers now: what is kept is read anew when it is looked at.
	const ground = changes.reset ? { ...state, conversations: new Map(), threads: new Map(), home: new Map() } : state;
	const listed = withConversations(ground, changes.conversations, changes.position);
	const said = withoutGone(withMessages(listed, changes.messages, changes.position), changes.gone);
	return { ...said, position: Math.max(state.position, changes.position) };
}

function withConversations(state: Inbox, rows: readonly Conversation[], at: number): Inbox {
	const fresh = rows.filter((row) => (state.conversations.get(row.id)?.at ?? LOCAL) <= at);
	if (!fresh.length) return state;
	const conversations = new Map(state.conversations);
	for (const row of fresh) conversations.set(row.id, { at, row });
	return { ...state, conversations };
}

function pageRead(state: Inbox, page: Extract<Event, { kind: 'messages_read' }>): Inbox {
	const threads = new Map(state.threads);
	threads.set(page.conversation, { ...(threads.get(page.conversation) ?? unopened), before: page.before, loaded: true });
	const said = withMessages({ ...state, threads }, page.rows, page.position);
	return { ...said, position: start(state, page.position) };
}

/** Rows of threads that nobody opened are left out: they are read as a whole when the thread is. */
function withMessages(state: Inbox, rows: readonly Message[], at: number): Inbox {
	let next = state;
	for (const [conversation, group] of byConversation(rows)) next = intoThread(next, conversation, group, at);
	return next;
}

function byConversation(rows: readonly Message[]): Map<string, Message[]> {
	const groups = new Map<string, Message[]>();
	for (const row of rows) {
		const group = groups.get(row.conversation_id);
		if (group) group.push(row);
		else groups.set(row.conversation_id, [row]);
	}
	return groups;
}

function intoThread(state: Inbox, conversation: string, rows: readonly Message[], at: number): Inbox {
	const settled = movedAway(state, conversation, rows);
	const thread = settled.threads.get(conversation);
	if (!thread) return settled;
	const known = new Map(thread.messages.map((kept) => [kept.row.id, kept]));
	const fresh = rows.filter((row) => (known.get(row.id)?.at ?? LOCAL) <= at);
	if (!fresh.length) return settled;
	const home = new Map(settled.home);
	for (const row of fresh) {
		known.set(row.id, { at, row });
		home.set(row.id, conversation);
	}
	const threads = new Map(settled.threads);
	threads.set(conversation, { ...thread, messages: [...known.values()].sort(bySaid) });
	return { ...settled, threads, home };
}

function movedAway(state: Inbox, conversation: string, rows: readonly Message[]): Inbox {
	let next = state;
	for (const row of rows) {
		const old = next.home.get(row.id);
		if (old && old !== conversation) next = withoutMessage(next, old, row.id);
	}
	return next;
}

function bySaid(a: Kept<Message>, b: Kept<Message>): number {
	return Date.parse(a.row.said_at) - Date.parse(b.row.said_at) || (a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0);
}

function withoutMessage(state: Inbox, conversation: string, id: string): Inbox {
	const thread = state.threads.get(conversation);
	if (!thread) return state;
	const threads = new Map(state.threads);
	threads.set(conversation, { ...thread, messages: thread.messages.filter((kept) => kept.row.id !== id) });
	const home = new Map(state.home);
	home.delete(id);
	return { ...state, threads, home };
}

/** Conversations and messages that were joined into others. */
function withoutGone(state: Inbox, gone: readonly string[]): Inbox {
	if (!gone.length) return state;
	const conversations = new Map(state.conversations);
	for (const id of gone) conversations.delete(id);
	return gone.reduce<Inbox>((next, id) => withoutMessage(next, next.home.get(id) ?? '', id), { ...state, conversations });
}

/** Only a row the server never confirmed can be refused; one it knows has its own state. */
function refused(state: Inbox, conversation: string, id: string, reason: string): Inbox {
	const kept = state.threads.get(conversation)?.messages.find((one) => one.row.id === id);
	if (!kept || kept.at !== LOCAL) return state;
	const failure = { key: reason, code: null, reason, action: 'retry' } as const;
	return withMessages(state, [{ ...kept.row, state: 'failed', failure }], LOCAL);
}

function readHere(state: Inbox, id: string): Inbox {
	const kept = state.conversations.get(id);
	if (!kept || kept.row.unread === 0) return state;
	const conversations = new Map(state.conversations);
	conversations.set(id, { at: kept.at, row: { ...kept.row, unread: 0 } });
	return { ...state, conversations };
}

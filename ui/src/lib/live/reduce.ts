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
	/** Cursor to newer messages; null when the newest are here. */
	readonly after: string | null;
	/** What came in since, beyond a part that does not reach to the newest. */
	readonly ahead: readonly Kept<Message>[];
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

/** `newest` and `around` are read in place of what was here; the others are joined to it. */
export type Part = 'newest' | 'around' | 'older' | 'newer';

export type Event =
	| { kind: 'conversations_read'; rows: readonly Conversation[]; position: number }
	| { kind: 'messages_read'; part: Part; conversation: string; rows: readonly Message[]; before: string | null; after: string | null; position: number }
	| { kind: 'changed'; changes: Changes }
	| { kind: 'sending'; message: Message }
	| { kind: 'answered'; message: Message }
	| { kind: 'refused'; conversation: string; id: string; reason: string }
	| { kind: 'withdrawn'; conversation: string; id: string }
	| { kind: 'read_here'; conversation: string };

export const nothing: Inbox = { position: 0, conversations: new Map(), threads: new Map(), home: new Map() };
const unopened: Thread = { messages: [], before: null, after: null, ahead: [], loaded: false };

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
	const old = state.threads.get(page.conversation) ?? unopened;
	const anew = page.part === 'newest' || page.part === 'around';
	const thread: Thread = {
		messages: anew ? [] : old.messages,
		before: page.part === 'newer' ? old.before : page.before,
		after: page.part === 'older' ? old.after : page.after,
		ahead: [],
		loaded: true
	};
	const threads = new Map(state.threads).set(page.conversation, thread);
	const rows = page.rows.map((row) => ({ at: page.position, row }));
	const said = intoThread({ ...state, threads }, page.conversation, rows, true);
	const rest = [...(anew ? old.messages : []), ...old.ahead].filter((one) => one.at === LOCAL || one.at > page.position || !anew);
	return { ...intoThread(said, page.conversation, rest), position: start(state, page.position) };
}

/** Rows of threads that nobody opened are left out: they are read as a whole when the thread is. */
function withMessages(state: Inbox, rows: readonly Message[], at: number): Inbox {
	let next = state;
	for (const [conversation, group] of byConversation(rows)) next = intoThread(next, conversation, group.map((row) => ({ at, row })));
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

/** `paged`: the rows are a page that was asked for, and belong wherever they stand. */
function intoThread(state: Inbox, conversation: string, rows: readonly Kept<Message>[], paged = false): Inbox {
	const settled = movedAway(state, conversation, rows);
	const thread = settled.threads.get(conversation);
	if (!thread) return settled;
	const next = joined(thread, rows, paged);
	if (next === thread) return settled;
	const home = new Map(settled.home);
	for (const { row } of rows) home.set(row.id, conversation);
	return { ...settled, threads: new Map(settled.threads).set(conversation, next), home };
}

function joined(thread: Thread, rows: readonly Kept<Message>[], paged: boolean): Thread {
	const known = new Map(thread.messages.map((kept) => [kept.row.id, kept]));
	const fresh = rows.filter((one) => (known.get(one.row.id)?.at ?? LOCAL) <= one.at);
	if (!fresh.length) return thread;
	const ahead = new Map(thread.ahead.map((kept) => [kept.row.id, kept]));
	const inside = fresh.filter((one) => {
		const place = paged || known.has(one.row.id) ? 'inside' : placeOf(thread, one.row);
		if (place === 'ahead') ahead.set(one.row.id, one);
		return place === 'inside';
	});
	return { ...thread, messages: merged(thread.messages, inside, known), ahead: [...ahead.values()].sort(bySaid) };
}

/** What lies beyond a part that was read would stand beside messages that it does not follow. */
function placeOf(thread: Thread, row: Message): 'inside' | 'before' | 'ahead' {
	const [first, last] = [thread.messages[0], thread.messages.at(-1)];
	if (first && thread.before && saidAt(row) < saidAt(first.row)) return 'before';
	if (last && thread.after && saidAt(row) >= saidAt(last.row)) return 'ahead';
	return 'inside';
}

function merged(messages: readonly Kept<Message>[], inside: readonly Kept<Message>[], known: ReadonlyMap<string, unknown>): readonly Kept<Message>[] {
	if (!inside.length) return messages;
	const changed = new Map(inside.map((one) => [one.row.id, one]));
	const kept = messages.map((one) => changed.get(one.row.id) ?? one);
	const added = inside.filter((one) => !known.has(one.row.id)).sort(bySaid);
	const [first, end] = [kept[0], added.at(-1)];
	const all = first && end && bySaid(end, first) < 0 ? [...added, ...kept] : [...kept, ...added];
	return all.every((one, index) => index === 0 || bySaid(all[index - 1]!, one) <= 0) ? all : all.sort(bySaid);
}

function movedAway(state: Inbox, conversation: string, rows: readonly Kept<Message>[]): Inbox {
	let next = state;
	for (const { row } of rows) {
		const old = next.home.get(row.id);
		if (old && old !== conversation) next = withoutMessage(next, old, row.id);
	}
	return next;
}

function bySaid(a: Kept<Message>, b: Kept<Message>): number {
	return saidAt(a.row) - saidAt(b.row) || (a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0);
}

// Reading a time takes longer than anything else here, and a thread may have thousands.
const times = new WeakMap<Message, number>();

function saidAt(row: Message): number {
	const known = times.get(row);
	if (known !== undefined) return known;
	const read = Date.parse(row.said_at);
	times.set(row, read);
	return read;
}

function withoutMessage(state: Inbox, conversation: string, id: string): Inbox {
	const thread = state.threads.get(conversation);
	if (!thread) return state;
	const threads = new Map(state.threads);
	const rest = (kept: Kept<Message>) => kept.row.id !== id;
	threads.set(conversation, { ...thread, messages: thread.messages.filter(rest), ahead: thread.ahead.filter(rest) });
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

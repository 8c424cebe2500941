/** The one place where what is known of a workspace is kept; every change to it goes through `reduce`. */
import { asOf } from '$lib/conversation/window';
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { Conversation, Counts, Number } from '$lib/api/shapes';
import { heardTime, present } from '$lib/language/present.svelte';
import { keyOf, listed, unread, type Filter, type Reach } from '$lib/conversation/rows';
import { listen, type Line, type Notice, type Present } from './feed';
import { nothing, reduce, type Event, type Inbox as State, type Part, type Thread } from './reduce';

const HIDDEN_PAUSE = 10_000;
const PAGE = 50;
const RECOUNT = 700;

export class Inbox {
	#state = $state.raw<State>(nothing);
	#reaches = $state.raw<ReadonlyMap<string, Reach>>(new Map());
	line = $state<Line>('connecting');
	numbers = $state.raw<readonly Number[]>([]);
	/** Of each tab; asked for again a moment after something changed. */
	counts = $state.raw<Counts | null>(null);
	/** Who else has which conversation open. */
	#present = $state.raw<ReadonlyMap<string, readonly Present[]>>(new Map());
	/** How far the server is, whether or not it was caught up with. */
	wanted = $state(0);
	#catching: Promise<void> | null = null;
	#caughtAt = 0;
	#counting: ReturnType<typeof setTimeout> | undefined;
	#end: (() => void)[] = [];
	/** Of each conversation, the newest messages that are being read. */
	readonly #underway = new Map<string, Promise<void>>();

	constructor(readonly workspace: string) {}

	get state(): State {
		return this.#state;
	}

	tell(event: Event): void {
		this.#state = reduce(this.#state, event);
	}

	start(): () => void {
		const events = new AbortController();
		const back = () => document.visibilityState === 'visible' && void this.catchUp();
		document.addEventListener('visibilitychange', back, { signal: events.signal });
		addEventListener('online', back, { signal: events.signal });
		const poll = setInterval(back, 60_000);
		this.#end = [listen(this.workspace, (notice) => this.#hear(notice)), () => events.abort(), () => clearInterval(poll), () => clearTimeout(this.#counting)];
		void this.#readNumbers();
		return () => this.#end.forEach((stop) => stop());
	}

	#hear(notice: Notice): void {
		if (notice.kind === 'line') this.line = notice.line;
		if (notice.kind === 'present') this.met(notice.conversation, notice.people);
		if (notice.kind !== 'changed') return;
		this.wanted = Math.max(this.wanted, notice.position);
		const pause = document.hidden ? HIDDEN_PAUSE - (Date.now() - this.#caughtAt) : 0;
		if (pause > 0) setTimeout(() => this.#ifBehind(), pause);
		else this.#ifBehind();
	}

	#ifBehind(): void {
		if (this.#state.position && this.wanted > this.#state.position) void this.catchUp();
	}

	/** Fetches what changed since the kept position; one request at a time, again while notices overtake it. */
	catchUp(): Promise<void> {
		this.#catching ??= this.#fetchChanges().finally(() => {
			this.#catching = null;
			this.#caughtAt = Date.now();
		});
		return this.#catching;
	}

	async #fetchChanges(): Promise<void> {
		if (!this.#state.position) return;
		for (let before = -1; before < this.#state.position; ) {
			before = this.#state.position;
			const params = { path: { workspace: this.workspace }, query: { since: before } };
			const changes = await granted(api.GET('/api/workspaces/{workspace}/changes', { params })).catch(() => null);
			if (!changes) return;
			heardTime(changes.now);
			this.tell({ kind: 'changed', changes });
			if (changes.conversations.length || changes.reset) this.#recount();
			if (changes.reset) this.#reaches = new Map();
			if (changes.numbers) void this.#readNumbers();
			if (this.wanted <= this.#state.position) return;
		}
	}

	// — the list —

	reach(filter: Filter): Reach | undefined {
		return this.#reaches.get(keyOf(filter));
	}

	rows(filter: Filter, open: string | null, me: string | null): Conversation[] {
		return listed(this.#state, filter, this.reach(filter) ?? unread, open, me);
	}

	/** Reads the first page of a filter, or the next one. */
	async readList(filter: Filter): Promise<void> {
		const reach = this.reach(filter);
		if (reach && !reach.next) return;
		const { tab, number, q } = filter;
		const query = { tab, limit: PAGE, ...(filter.unread && { unread: true }), ...(number && { number }), ...(q.trim() && { q: q.trim() }), ...(reach?.next && { before: reach.next }) };
		const params = { path: { workspace: this.workspace }, query };
		const page = await granted(api.GET('/api/workspaces/{workspace}/conversations', { params }));
		heardTime(page.now);
		if (page.counts) this.counts = page.counts;
		this.tell({ kind: 'conversations_read', rows: page.items, position: page.position });
		const found = new Set([...(reach?.found ?? []), ...page.items.map((row) => row.id)]);
		const floor = page.next ? (page.items.at(-1)?.last?.said_at ?? null) : null;
		this.#reaches = new Map(this.#reaches).set(keyOf(filter), { found, next: page.next, floor });
	}

	/** Only the server knows how much lies in each tab, below what was read here too. */
	#recount(): void {
		// Not put off by every further change: where something always happens they would never be counted.
		this.#counting ??= setTimeout(async () => {
			this.#counting = undefined;
			const params = { path: { workspace: this.workspace }, query: { limit: 1 } };
			const page = await granted(api.GET('/api/workspaces/{workspace}/conversations', { params })).catch(() => null);
			if (page?.counts) this.counts = page.counts;
		}, RECOUNT);
	}

	async #readNumbers(): Promise<void> {
		const params = { path: { workspace: this.workspace } };
		this.numbers = await granted(api.GET('/api/workspaces/{workspace}/numbers', { params })).catch(() => this.numbers);
	}

	// — one conversation —

	conversation(id: string): Conversation | undefined {
		const found = this.#state.conversations.get(id)?.row;
		return found && asOf(found, present.now);
	}

	thread(id: string): Thread | undefined {
		return this.#state.threads.get(id);
	}

	/** Answers with the current id: an old one, from before two contacts became one, still opens. */
	async open(id: string): Promise<string> {
		if (this.conversation(id)) return id;
		const params = { path: { workspace: this.workspace, conversation: id } };
		const row = await granted(api.GET('/api/workspaces/{workspace}/conversations/{conversation}', { params }));
		this.tell({ kind: 'conversations_read', rows: [row], position: 0 });
		return row.id;
	}

	/** Reads the thread of a conversation that may be opened in a moment. Nobody is told that it was looked at. */
	foresee(id: string): void {
		if (!this.thread(id)?.loaded) void this.readNewest(id).catch(() => undefined);
	}

	/** Reads the newest messages of a thread, or the ones before what is here. */
	async readThread(id: string): Promise<void> {
		const thread = this.thread(id);
		if (!thread?.loaded) return this.readNewest(id);
		if (thread.before) await this.#readPart(id, 'older', { before: thread.before });
	}

	readNewest(id: string): Promise<void> {
		const under = this.#underway.get(id) ?? this.#readPart(id, 'newest', {}).finally(() => this.#underway.delete(id));
		this.#underway.set(id, under);
		return under;
	}

	async readNewer(id: string): Promise<void> {
		const after = this.thread(id)?.after;
		if (after) await this.#readPart(id, 'newer', { after });
	}

	/** The part of the thread in which a message stands, in place of what was here. */
	readAround(id: string, message: string): Promise<void> {
		return this.#readPart(id, 'around', { around: message });
	}

	async #readPart(id: string, part: Part, place: { before?: string; after?: string; around?: string }): Promise<void> {
		const params = { path: { workspace: this.workspace, conversation: id }, query: { limit: PAGE, ...place } };
		const page = await granted(api.GET('/api/workspaces/{workspace}/conversations/{conversation}/messages', { params }));
		heardTime(page.now);
		this.tell({ kind: 'messages_read', part, conversation: id, rows: page.items, before: page.next, after: page.newer, position: page.position });
	}

	/** Who may get this conversation. */
	takers(id: string): Promise<{ id: string; name: string }[]> {
		const params = { path: { workspace: this.workspace, conversation: id } };
		return granted(api.GET('/api/workspaces/{workspace}/conversations/{conversation}/takers', { params }));
	}

	async assign(id: string, member: string | null): Promise<void> {
		const params = { path: { workspace: this.workspace, conversation: id } };
		const row = await granted(api.PUT('/api/workspaces/{workspace}/conversations/{conversation}/assignee', { params, body: { member } }));
		this.tell({ kind: 'conversations_read', rows: [row], position: this.#state.position });
		this.#recount();
		void this.catchUp();
	}

	present(id: string): readonly Present[] {
		return this.#present.get(id) ?? [];
	}

	met(id: string, people: readonly Present[]): void {
		this.#present = new Map(this.#present).set(id, people);
	}

	async markRead(id: string): Promise<void> {
		if (!this.conversation(id)?.unread) return;
		this.tell({ kind: 'read_here', conversation: id });
		this.#recount();
		const params = { path: { workspace: this.workspace, conversation: id } };
		await granted(api.POST('/api/workspaces/{workspace}/conversations/{conversation}/read', { params })).catch(() => undefined);
	}
}

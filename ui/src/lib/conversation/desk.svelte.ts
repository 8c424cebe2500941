/** What a person does in one conversation: write, react, retry, decide. Each shows at once and is confirmed later. */
import { api } from '$lib/api/client';
import { newId } from '$lib/api/new-id';
import { granted, Refused } from '$lib/api/refusal';
import type { Compose, Message, Upload } from '$lib/api/shapes';
import type { Inbox } from '$lib/live/inbox.svelte';
import { LOCAL } from '$lib/live/reduce';
import { optimistic } from './optimistic';
import { outgoingOf, type Outgoing } from './outgoing.svelte';

const TYPING_LASTS = 20_000;

export class Desk {
	quoted = $state.raw<Message | null>(null);
	/** Raised when something was written here, so that the thread shows it. */
	sent = $state(0);
	#typedAt = 0;
	readonly #outgoing: Outgoing;

	constructor(
		readonly inbox: Inbox,
		readonly conversation: string,
		readonly writer: { id: string; name: string }
	) {
		this.#outgoing = outgoingOf(inbox);
	}

	/** How many messages of this conversation wait until the server can be reached. */
	get waiting(): number {
		return this.#outgoing.waiting(this.conversation);
	}

	async say(text: string): Promise<void> {
		const quoted = this.#takeQuote();
		await this.#send({ id: newId(), kind: 'text', text, voice: false, ...(quoted && { quoted: quoted.id }) }, quoted, null);
	}

	async hand(upload: Upload, caption: string, voice = false): Promise<void> {
		const quoted = this.#takeQuote();
		const compose: Compose = {
			id: newId(),
			kind: upload.kind as Compose['kind'],
			media_id: upload.id,
			...(caption && { text: caption }),
			voice,
			...(quoted && { quoted: quoted.id })
		};
		await this.#send(compose, quoted, upload);
	}

	/** An empty emoji takes the reaction back. */
	async react(message: Message, emoji: string): Promise<void> {
		const others = message.reactions.filter((one) => one.by !== 'business');
		const reactions = emoji ? [...others, { by: 'business' as const, emoji }] : others;
		this.inbox.tell({ kind: 'answered', message: { ...message, reactions } });
		await this.#post({ id: newId(), kind: 'reaction', emoji, target: message.id, voice: false }).catch(() => undefined);
		await this.inbox.catchUp();
	}

	async retry(message: Message): Promise<void> {
		const composed = this.#outgoing.composed.get(message.id);
		if (this.#isLocal(message.id) && composed) return this.#submit(composed, { ...message, state: 'queued', failure: null });
		const id = newId();
		const params = { path: { workspace: this.inbox.workspace, message: message.id } };
		const again = await granted(api.POST('/api/workspaces/{workspace}/messages/{message}/retry', { params, body: { id } })).catch(async (fault: unknown) => {
			await this.inbox.catchUp();
			throw fault;
		});
		this.inbox.tell({ kind: 'answered', message: again });
		this.sent++;
		await this.inbox.catchUp();
	}

	/** Only what never reached the server can be taken back. */
	withdraw(message: Message): void {
		this.inbox.tell({ kind: 'withdrawn', conversation: this.conversation, id: message.id });
	}

	async settle(message: Message, outcome: 'sent' | 'abandoned'): Promise<void> {
		const params = { path: { workspace: this.inbox.workspace, message: message.id } };
		const settled = await granted(api.POST('/api/workspaces/{workspace}/messages/{message}/settle', { params, body: { outcome } }));
		this.inbox.tell({ kind: 'answered', message: settled });
		await this.inbox.catchUp();
	}

	typing(): void {
		if (Date.now() - this.#typedAt < TYPING_LASTS) return;
		this.#typedAt = Date.now();
		const params = { path: { workspace: this.inbox.workspace, conversation: this.conversation } };
		void api.POST('/api/workspaces/{workspace}/conversations/{conversation}/typing', { params }).catch(() => undefined);
	}

	isLocal(message: Message): boolean {
		return this.#isLocal(message.id);
	}

	#isLocal(id: string): boolean {
		return this.inbox.thread(this.conversation)?.messages.some((kept) => kept.row.id === id && kept.at === LOCAL) ?? false;
	}

	#takeQuote(): Message | null {
		const quoted = this.quoted;
		this.quoted = null;
		this.#typedAt = 0;
		return quoted;
	}

	async #send(compose: Compose, quoted: Message | null, upload: Upload | null): Promise<void> {
		const conversation = this.inbox.conversation(this.conversation);
		if (!conversation) return;
		this.#outgoing.composed.set(compose.id, compose);
		await this.#submit(compose, optimistic(compose, conversation, this.writer, quoted, upload, Date.now()));
	}

	async #submit(compose: Compose, message: Message): Promise<void> {
		this.inbox.tell({ kind: 'sending', message });
		this.sent++;
		try {
			this.inbox.tell({ kind: 'answered', message: await this.#post(compose) });
			this.#outgoing.composed.delete(compose.id);
		} catch (fault) {
			const reason = fault instanceof Refused ? fault.code : 'other';
			this.inbox.tell({ kind: 'refused', conversation: this.conversation, id: compose.id, reason });
		}
		void this.inbox.catchUp();
	}

	#post(body: Compose): Promise<Message> {
		return this.#outgoing.post(this.conversation, body);
	}
}

/**
 * What is on its way to the server. While the server cannot be reached it waits in this window and goes out by itself,
 * each conversation's messages in the order of writing; the id of a message keeps it from going out twice.
 */
import { api } from '$lib/api/client';
import { granted, Refused } from '$lib/api/refusal';
import type { Compose, Message } from '$lib/api/shapes';
import type { Inbox } from '$lib/live/inbox.svelte';
import { session } from '$lib/session/session.svelte';

const PAUSE = 5_000;
/** A line that died without saying so: the same id is tried again. */
const PATIENCE = 30_000;

export class Outgoing {
	/** The conversations of the messages that have no answer yet, one for each message. */
	#underway = $state.raw<readonly string[]>([]);
	/** The last attempt did not reach the server. */
	#cut = $state(false);
	readonly #last = new Map<string, Promise<unknown>>();
	/** What the server has not answered, or refused, so that it can be tried again as it was written. */
	readonly composed = new Map<string, Compose>();

	constructor(readonly workspace: string) {
		addEventListener('beforeunload', (event) => this.#underway.length && event.preventDefault());
	}

	waiting(conversation: string): number {
		return this.#cut ? this.#underway.filter((one) => one === conversation).length : 0;
	}

	/** Throws Refused when the server was reached and did not accept it. */
	post(conversation: string, body: Compose): Promise<Message> {
		this.#underway = [...this.#underway, conversation];
		const before = this.#last.get(conversation) ?? Promise.resolve();
		const writer = session.me?.user.id;
		const mine = before.then(() => this.#untilReached(conversation, body, writer)).finally(() => this.#answered(conversation));
		this.#last.set(conversation, mine.catch(() => undefined));
		return mine;
	}

	#answered(conversation: string): void {
		this.#underway = this.#underway.toSpliced(this.#underway.indexOf(conversation), 1);
		this.#cut = false;
	}

	async #untilReached(conversation: string, body: Compose, writer: string | undefined): Promise<Message> {
		for (;;) {
			// Somebody else may have signed in meanwhile: nothing goes out in another person's name.
			if (session.me?.user.id !== writer) throw new Error('signed out before it was sent');
			const answer = await this.#once(conversation, body).catch(unlessReached);
			if (answer) return answer;
			this.#cut = true;
			await pause();
		}
	}

	#once(conversation: string, body: Compose): Promise<Message> {
		const params = { path: { workspace: this.workspace, conversation } };
		const signal = AbortSignal.timeout(PATIENCE);
		return granted(api.POST('/api/workspaces/{workspace}/conversations/{conversation}/messages', { params, body, signal }));
	}
}

function unlessReached(fault: unknown): null {
	if (fault instanceof Refused && fault.code === 'network') return null;
	throw fault;
}

/** Until the browser says that it is online again, or a moment has passed. */
function pause(): Promise<void> {
	return new Promise((over) => {
		addEventListener('online', () => over(), { once: true });
		setTimeout(over, PAUSE);
	});
}

const kept = new WeakMap<Inbox, Outgoing>();

/** One for a workspace's inbox: it outlives the conversation that is open. */
export function outgoingOf(inbox: Inbox): Outgoing {
	const found = kept.get(inbox) ?? new Outgoing(inbox.workspace);
	kept.set(inbox, found);
	return found;
}

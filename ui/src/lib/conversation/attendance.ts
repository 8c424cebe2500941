/** Tells colleagues that one has a conversation open, and whether one writes, until the page is left or hidden. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { Inbox } from '$lib/live/inbox.svelte';

const BEAT = 20_000;
/** Who has not touched a key for so long only looks. */
const RESTS = 6_000;

export class Attendance {
	#writing = false;
	#rest: ReturnType<typeof setTimeout> | undefined;
	#beat: ReturnType<typeof setInterval> | undefined;

	constructor(
		readonly inbox: Inbox,
		readonly conversation: string
	) {}

	/** Until the returned function is called. */
	start(): () => void {
		const events = new AbortController();
		const seen = () => (document.visibilityState === 'visible' ? this.#come() : this.#go());
		document.addEventListener('visibilitychange', seen, { signal: events.signal });
		addEventListener('pagehide', () => this.#go(), { signal: events.signal });
		addEventListener('online', seen, { signal: events.signal });
		seen();
		return () => {
			events.abort();
			this.#go();
		};
	}

	typed(): void {
		clearTimeout(this.#rest);
		this.#rest = setTimeout(() => this.rests(), RESTS);
		if (this.#writing) return;
		this.#writing = true;
		this.#say();
	}

	/** The words are sent, or were left alone. */
	rests(): void {
		clearTimeout(this.#rest);
		if (!this.#writing) return;
		this.#writing = false;
		this.#say();
	}

	#come(): void {
		clearInterval(this.#beat);
		this.#beat = setInterval(() => this.#say(), BEAT);
		this.#say();
	}

	#go(): void {
		clearInterval(this.#beat);
		clearTimeout(this.#rest);
		if (!this.#beat) return;
		this.#beat = undefined;
		this.#writing = false;
		// The page may be gone before the answer is there.
		void api.DELETE('/api/workspaces/{workspace}/conversations/{conversation}/present', { params: this.#params, keepalive: true }).catch(() => undefined);
	}

	#say(): void {
		if (!this.#beat) return;
		const body = { doing: this.#writing ? ('writing' as const) : ('looking' as const) };
		granted(api.POST('/api/workspaces/{workspace}/conversations/{conversation}/present', { params: this.#params, body })).then(
			(here) => this.inbox.met(this.conversation, here.people),
			() => undefined
		);
	}

	get #params() {
		return { path: { workspace: this.inbox.workspace, conversation: this.conversation } };
	}
}

/**
 * One event stream for the whole browser: the tab that holds the lock reads it and tells the others, because over
 * HTTP/1.1 a browser opens only six connections to one server.
 */
import { api } from '$lib/api/client';
import { granted, Refused } from '$lib/api/refusal';

export type Line = 'connecting' | 'live' | 'lost' | 'offline' | 'signed_out';
/** Somebody else who has a conversation open. */
export type Present = { id: string; name: string; doing: 'looking' | 'writing' };
export type Notice =
	| { kind: 'line'; line: Line }
	| { kind: 'changed'; position: number }
	| { kind: 'present'; conversation: string; people: Present[] }
	| { kind: 'who' };

const RENEW = 5 * 60_000;
const SLEPT = 30_000;

/** Listens for one workspace until `stop` is called; `hear` is told of every notice, whichever tab leads. */
export function listen(workspace: string, hear: (notice: Notice) => void): () => void {
	const channel = new BroadcastChannel(`twinline.live.${workspace}`);
	const ended = new AbortController();
	let leader: Leader | null = null;

	channel.onmessage = ({ data }: MessageEvent<Notice>) => {
		if (data.kind === 'who') leader?.repeat();
		else hear(data);
	};
	channel.postMessage({ kind: 'who' } satisfies Notice);

	const tell = (notice: Notice) => {
		channel.postMessage(notice);
		hear(notice);
	};
	const lead = () =>
		new Promise<void>((release) => {
			if (ended.signal.aborted) return release();
			leader = new Leader(workspace, tell);
			ended.signal.addEventListener('abort', () => {
				leader?.stop();
				release();
			});
		});
	locked(`twinline.live.${workspace}`, lead, ended.signal).catch(() => undefined);

	return () => {
		ended.abort();
		channel.close();
	};
}

class Leader {
	#source: EventSource | null = null;
	#line: Line = 'connecting';
	#tries = 0;
	#again: ReturnType<typeof setTimeout> | undefined;
	#awakeAt = Date.now();
	readonly #timers: ReturnType<typeof setInterval>[];
	readonly #events = new AbortController();

	constructor(
		readonly workspace: string,
		readonly tell: (notice: Notice) => void
	) {
		this.#timers = [setInterval(() => this.#renew(), RENEW), setInterval(() => this.#notice(), 5_000)];
		addEventListener('online', () => this.#reconnect(), { signal: this.#events.signal });
		addEventListener('offline', () => this.#say('offline'), { signal: this.#events.signal });
		void this.#connect();
	}

	repeat(): void {
		this.tell({ kind: 'line', line: this.#line });
	}

	stop(): void {
		this.#source?.close();
		this.#events.abort();
		clearTimeout(this.#again);
		this.#timers.forEach(clearInterval);
	}

	/** The ticket is one cookie for all workspaces, so taking it and opening the stream must not interleave. */
	async #connect(): Promise<void> {
		this.#source?.close();
		await locked('twinline.live.ticket', async () => {
			if (this.#events.signal.aborted) return;
			try {
				await takeTicket(this.workspace);
				await this.#open();
			} catch (fault) {
				this.#failed(fault);
			}
		});
	}

	#open(): Promise<void> {
		const source = new EventSource('/live');
		this.#source = source;
		source.addEventListener('hello', (event) => this.#greeted(event));
		source.addEventListener('changed', (event) => this.#heard(event));
		source.addEventListener('presence', (event: MessageEvent<string>) => {
			this.tell({ kind: 'present', ...(JSON.parse(event.data) as { conversation: string; people: Present[] }) });
		});
		// Not at once: a new password closes the stream before its answer brings this browser the new session.
		source.addEventListener('closed', () => this.#later());
		return new Promise((opened) => {
			source.onopen = () => opened();
			source.onerror = () => {
				opened();
				// The browser's own attempts would come without a fresh ticket.
				source.close();
				if (source === this.#source) this.#later();
			};
		});
	}

	#greeted(event: MessageEvent<string>): void {
		this.#tries = 0;
		this.#say('live');
		this.#heard(event);
	}

	#heard(event: MessageEvent<string>): void {
		this.#awakeAt = Date.now();
		this.tell({ kind: 'changed', position: (JSON.parse(event.data) as { position: number }).position });
	}

	#failed(fault: unknown): void {
		if (fault instanceof Refused && fault.status === 401) this.#say('signed_out');
		else this.#later();
	}

	#later(): void {
		this.#say(navigator.onLine ? 'lost' : 'offline');
		const wait = Math.min(30_000, 500 * 2 ** this.#tries++) * (0.75 + Math.random() / 2);
		clearTimeout(this.#again);
		this.#again = setTimeout(() => void this.#connect(), wait);
	}

	#reconnect(): void {
		this.#tries = 0;
		clearTimeout(this.#again);
		void this.#connect();
	}

	#renew(): void {
		if (this.#line === 'live') takeTicket(this.workspace).catch((fault) => this.#failed(fault));
	}

	/** A timer that came far too late means that the machine slept, and the stream may be dead without saying so. */
	#notice(): void {
		const slept = Date.now() - this.#awakeAt > SLEPT;
		this.#awakeAt = Date.now();
		if (slept) this.#reconnect();
	}

	#say(line: Line): void {
		this.#line = line;
		this.tell({ kind: 'line', line });
	}
}

/** Over plain HTTP from another machine a browser has no locks: then each tab reads a stream of its own. */
async function locked(name: string, work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
	if (!('locks' in navigator)) return work();
	await navigator.locks.request(name, { ...(signal && { signal }) }, work);
}

async function takeTicket(workspace: string): Promise<void> {
	await granted(api.POST('/api/workspaces/{workspace}/live-ticket', { params: { path: { workspace } } }));
}

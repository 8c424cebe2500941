/** How the messages of a thread stand together: days, blocks of a day, runs of one voice within ten minutes. Pure. */
import type { Message } from '$lib/api/shapes';

/** `goesOn`: the same voice speaks on in the next block. `continued`: it began in the one before. */
export type Run = { readonly key: string; readonly messages: readonly Message[]; readonly continued: boolean; readonly goesOn: boolean };
/** What is shown or left out as a whole. */
export type Block = { readonly key: string; readonly runs: readonly Run[] };
export type Day = { readonly key: string; readonly at: Date; readonly blocks: readonly Block[] };

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? (E extends Run | Block ? Growing<E>[] : E[]) : T[K] };

const TOGETHER = 10 * 60 * 1000;

export function days(messages: readonly Message[]): Day[] {
	const found: Growing<Day>[] = [];
	for (const message of messages) {
		const at = new Date(message.said_at);
		const key = dayKey(at);
		let day = found.at(-1);
		if (day?.key !== key) found.push((day = { key, at, blocks: [] }));
		place(day, message);
	}
	return found;
}

function place(day: Growing<Day>, message: Message): void {
	let block = day.blocks.at(-1);
	const run = block?.runs.at(-1);
	const previous = run?.messages.at(-1);
	const speaksOn = previous !== undefined && together(previous, message);
	const begins = !block || cuts(message.id);
	if (run && speaksOn && !begins) return void run.messages.push(message);
	if (run && speaksOn) run.goesOn = true;
	if (!block || begins) day.blocks.push((block = { key: message.id, runs: [] }));
	block.runs.push({ key: message.id, messages: [message], continued: speaksOn, goesOn: false });
}

/** Every sixteenth id or so: where a block begins must not depend on what was read before or after it. */
function cuts(id: string): boolean {
	return id.endsWith('0');
}

export function dayKey(at: Date): string {
	return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

function together(a: Message, b: Message): boolean {
	return voice(a) === voice(b) && Date.parse(b.said_at) - Date.parse(a.said_at) < TOGETHER;
}

function voice(message: Message): string {
	return [message.direction, message.origin, message.author?.id ?? message.presumed ?? ''].join(' ');
}

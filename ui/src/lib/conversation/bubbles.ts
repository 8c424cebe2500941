/** How the messages of a thread stand together: days, blocks of a day, runs of one voice within ten minutes. Pure. */
import type { Message } from '$lib/api/shapes';

/** `goesOn`: the same voice speaks on in the next block. `continued`: it began in the one before. */
export type Run = { readonly key: string; readonly messages: readonly Message[]; readonly continued: boolean; readonly goesOn: boolean };
/** What is shown or left out as a whole. */
export type Block = { readonly key: string; readonly runs: readonly Run[] };
export type Day = { readonly key: string; readonly at: Date; readonly blocks: readonly Block[] };

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? (E extends Run | Block ? Growing<E>[] : E[]) : T[K] };

const TOGETHER = 10 * 60 * 1000;
/** Messages of a block, which is drawn within one frame. */
const LONGEST = 10;

/** What is the same as `before` is the same object, so that a page of a long thread does not draw all of it again. */
export function days(messages: readonly Message[], before: readonly Day[] = []): Day[] {
	const known = new Map(before.map((day) => [day.key, day]));
	const found: Day[] = [];
	for (let from = 0, to = 0; from < messages.length; from = to) {
		const { key } = dayOf(messages[from]!);
		while (to < messages.length && dayOf(messages[to]!).key === key) to++;
		const old = known.get(key);
		found.push(old && holds(old, messages, from, to) ? old : settled(dayWith(messages.slice(from, to)), old));
	}
	return found;
}

// A day that a page of older messages does not touch is not even built to be compared: a long thread has many.
function holds(day: Day, messages: readonly Message[], from: number, to: number): boolean {
	let at = from;
	for (const { runs } of day.blocks) for (const run of runs) for (const message of run.messages) if (messages[at++] !== message) return false;
	return at === to;
}

function dayWith(messages: readonly Message[]): Day {
	const { key, at } = dayOf(messages[0]!);
	const day: Growing<Day> = { key, at, blocks: [] };
	for (const message of messages) place(day, message);
	return day;
}

function settled(day: Day, old: Day | undefined): Day {
	if (!old) return day;
	const known = new Map(old.blocks.map((block) => [block.key, block]));
	const blocks = day.blocks.map((block) => {
		const kept = known.get(block.key);
		return kept && same(kept.runs, block.runs, sameRun) ? kept : block;
	});
	return same(old.blocks, blocks) ? old : { ...day, blocks };
}

function sameRun(a: Run, b: Run): boolean {
	return a.key === b.key && a.continued === b.continued && a.goesOn === b.goesOn && same(a.messages, b.messages);
}

function same<T>(a: readonly T[], b: readonly T[], equal: (a: T, b: T) => boolean = Object.is): boolean {
	return a.length === b.length && a.every((one, index) => equal(one, b[index]!));
}

// Reading a time takes longer than anything else here, and a thread may have thousands.
const dates = new WeakMap<Message, { at: Date; key: string }>();

function dayOf(message: Message): { at: Date; key: string } {
	const known = dates.get(message);
	if (known) return known;
	const at = new Date(message.said_at);
	const day = { at, key: dayKey(at) };
	dates.set(message, day);
	return day;
}

function place(day: Growing<Day>, message: Message): void {
	let block = day.blocks.at(-1);
	const run = block?.runs.at(-1);
	const previous = run?.messages.at(-1);
	const speaksOn = previous !== undefined && together(previous, message);
	const begins = !block || cuts(message.id) || said(block) >= LONGEST;
	if (run && speaksOn && !begins) return void run.messages.push(message);
	if (run && speaksOn) run.goesOn = true;
	if (!block || begins) day.blocks.push((block = { key: message.id, runs: [] }));
	block.runs.push({ key: message.id, messages: [message], continued: speaksOn, goesOn: false });
}

/** Every eighth id or so: where most blocks begin must not depend on what was read before or after them. */
function cuts(id: string): boolean {
	return id.endsWith('0') || id.endsWith('8');
}

/** The blocks that hold the newest `count` messages: what is seen first. */
export function newest(days: readonly Day[], count: number): ReadonlySet<string> {
	const keys = new Set<string>();
	for (const block of days.flatMap((day) => day.blocks).reverse()) {
		if (count <= 0) break;
		keys.add(block.key);
		count -= said(block);
	}
	return keys;
}

/** How many messages it holds. */
export function said(block: Block): number {
	return block.runs.reduce((sum, run) => sum + run.messages.length, 0);
}

/** Those at the end that were said after `moment`, in milliseconds; messages stand in the order of saying. */
export function since(messages: readonly Message[], moment: number): readonly Message[] {
	let from = messages.length;
	while (from > 0 && dayOf(messages[from - 1]!).at.getTime() > moment) from--;
	return messages.slice(from);
}

export function dayKey(at: Date): string {
	return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

function together(a: Message, b: Message): boolean {
	return voice(a) === voice(b) && dayOf(b).at.getTime() - dayOf(a).at.getTime() < TOGETHER;
}

function voice(message: Message): string {
	return [message.direction, message.origin, message.author?.id ?? message.presumed ?? ''].join(' ');
}

/** How the messages of a thread stand together: days, and runs of one voice within ten minutes. Pure. */
import type { Message } from '$lib/api/shapes';

export type Run = { readonly key: string; readonly messages: readonly Message[] };
export type Day = { readonly key: string; readonly at: Date; readonly runs: readonly Run[] };

const TOGETHER = 10 * 60 * 1000;

export function days(messages: readonly Message[]): Day[] {
	const found: { key: string; at: Date; runs: { key: string; messages: Message[] }[] }[] = [];
	for (const message of messages) {
		const at = new Date(message.said_at);
		const key = dayKey(at);
		let day = found.at(-1);
		if (day?.key !== key) found.push((day = { key, at, runs: [] }));
		const run = day.runs.at(-1);
		const previous = run?.messages.at(-1);
		if (run && previous && together(previous, message)) run.messages.push(message);
		else day.runs.push({ key: message.id, messages: [message] });
	}
	return found;
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

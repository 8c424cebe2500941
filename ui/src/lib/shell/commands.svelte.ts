import { untrack } from 'svelte';

/** What the command bar offers: each page brings its own while it is open. */
export type Command = { id: string; word: string; keys?: string; run: () => void };

let all = $state.raw<readonly (() => readonly Command[])[]>([]);
const bar = $state({ open: false });

export const commands = {
	get all(): Command[] {
		return all.flatMap((offer) => offer());
	},
	get open(): boolean {
		return bar.open;
	},
	set open(wanted: boolean) {
		bar.open = wanted;
	}
};

/** Until the returned function is called; the newest offer stands first. */
export function offer(made: () => readonly Command[]): () => void {
	// Offered from within an effect, which must not run again because of what it offered.
	all = [made, ...untrack(() => all)];
	return () => (all = untrack(() => all).filter((one) => one !== made));
}

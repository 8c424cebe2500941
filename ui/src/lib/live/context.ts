import { getContext, setContext } from 'svelte';
import type { Inbox } from './inbox.svelte';

const KEY = Symbol('inbox');

export function holdInbox(inbox: () => Inbox | null): void {
	setContext(KEY, inbox);
}

/** The inbox of the workspace that is open; only within its pages. */
export function theInbox(): Inbox {
	const inbox = getContext<() => Inbox | null>(KEY)();
	if (!inbox) throw new Error('no workspace is open');
	return inbox;
}

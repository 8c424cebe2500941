import { getContext, setContext } from 'svelte';
import type { Workspace } from '$lib/api/shapes';
import type { Right } from './rights';
import type { Settings } from './server';

/** The workspace whose settings are open, what one may do in it, and the way to its server. */
export type Here = { workspace: Workspace; server: Settings; may: (right: Right) => boolean };

const KEY = Symbol('settings');

export function holdHere(here: Here): void {
	setContext(KEY, here);
}

export function theHere(): Here {
	return getContext<Here>(KEY);
}

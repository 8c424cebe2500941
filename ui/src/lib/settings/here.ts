import { getContext, setContext } from 'svelte';
import type { Workspace } from '$lib/api/shapes';
import { may, type Right } from './rights';
import { Settings } from './server';

/** The workspace whose settings are open, what one may do in it, and the way to its server. */
export type Here = { workspace: Workspace; server: Settings; may: (right: Right) => boolean };

const KEY = Symbol('settings');

/** For every page below: `workspace` is asked each time, since one may change to another. */
export function holdHere(workspace: () => Workspace): Here {
	return setContext<Here>(KEY, {
		get workspace() {
			return workspace();
		},
		get server() {
			return new Settings(workspace().id);
		},
		may: (right) => may(workspace(), right)
	});
}

export function theHere(): Here {
	return getContext<Here>(KEY);
}

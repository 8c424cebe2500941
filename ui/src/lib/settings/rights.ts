/** What a role may do here: the server's words for its rights. The page hides by them; the server decides. */
import type { Workspace } from '$lib/api/shapes';
import table from './rights.json';

export const Right = {
	people: 'set up members',
	owner: 'name an owner',
	teams: 'manage teams',
	workspace: 'manage workspace settings',
	numbers: 'set up numbers'
} as const;
export type Right = (typeof Right)[keyof typeof Right];

export function may(workspace: Workspace, right: Right): boolean {
	const { rights } = workspace as { rights?: readonly string[] };
	return (rights ?? (table[workspace.role] as readonly string[])).includes(right);
}

/** Whether the server speaks of rights: one that does not has no people, teams or calendars to set up either. */
export function served(workspace: Workspace): boolean {
	return 'rights' in workspace;
}

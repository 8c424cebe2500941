/** What a role may do here: the server's words for its rights. The page hides by them; the server decides. */
import type { Workspace } from '$lib/api/shapes';

export const Right = {
	people: 'set up members',
	owner: 'name an owner',
	teams: 'manage teams',
	workspace: 'manage workspace settings',
	numbers: 'set up numbers'
} as const;
export type Right = (typeof Right)[keyof typeof Right];

export function may(workspace: Workspace, right: Right): boolean {
	return workspace.rights.includes(right);
}

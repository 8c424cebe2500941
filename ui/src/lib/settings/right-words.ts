import { m } from '$lib/paraglide/messages';

/** The rights of the table in words, in the order in which they are read; the keys are the server's. */
export const rights: readonly { right: string; word: () => string }[] = [
	{ right: 'see conversations', word: m.right_see },
	{ right: 'see conversations of all numbers', word: m.right_see_all },
	{ right: 'write to customers', word: m.right_write },
	{ right: 'assign', word: m.right_assign },
	{ right: 'set up numbers', word: m.right_numbers },
	{ right: 'set up members', word: m.right_people },
	{ right: 'manage teams', word: m.right_teams },
	{ right: 'manage workspace settings', word: m.right_workspace },
	{ right: 'name an owner', word: m.right_owner }
];

import { m } from '$lib/paraglide/messages';

/** The rights of the table in words, in the order in which they are read; the keys are the server's. */
export const rights: readonly { right: string; word: () => string }[] = [
	{ right: 'see conversations', word: m.right_see },
	{ right: 'write to customers', word: m.right_write },
	{ right: 'set up numbers', word: m.right_numbers },
	{ right: 'set up members', word: m.right_people },
	{ right: 'name an owner', word: m.right_owner }
];

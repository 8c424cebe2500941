import { m } from '$lib/paraglide/messages';
import { Refused } from './refusal';

const sentences: Record<string, () => string> = {
	network: m.error_network,
	busy: m.error_busy,
	not_found: m.error_not_found,
	forbidden: m.error_forbidden,
	window_closed: m.error_window_closed,
	too_large: m.error_too_large,
	wrong_kind: m.error_wrong_kind,
	wrong_type: m.error_wrong_kind,
	private_contact: m.fault_private_contact,
	not_assignable: m.error_not_assignable,
	not_to_be_repeated: m.error_not_to_be_repeated,
	number_removed: m.error_number_offboarded,
	message_unsendable: m.error_wrong_kind
};

/** A sentence in the reader's language for whatever went wrong. */
export function inWords(fault: unknown): string {
	const code = fault instanceof Refused ? fault.code : 'other';
	return (sentences[code] ?? m.error_other)();
}

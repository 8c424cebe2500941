import { m } from '$lib/paraglide/messages';
import type { SignIn } from '$lib/session/allauth';

const sentences: Partial<Record<SignIn, () => string>> = {
	wrong: m.sign_in_wrong,
	wrong_code: m.sign_in_wrong_code,
	too_often: m.sign_in_too_often,
	incomplete: m.sign_in_incomplete,
	not_possible: m.sign_in_not_possible,
	passkey_failed: m.passkey_failed,
	network: m.fault_network,
	other: m.error_other
};

/** What went wrong in signing in, in words; undefined where nothing did. */
export function signInFault(outcome: SignIn | null): string | undefined {
	return outcome ? sentences[outcome]?.() : undefined;
}

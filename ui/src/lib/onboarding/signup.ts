/**
 * What Meta's Embedded Signup tells the page that opened it: a message from its window and the answer of `FB.login`,
 * in either order, either of which may never come.
 *
 * Meta: Embedded Signup, implementation ("Session info", "Abandoned flow"); Onboarding Business app users.
 */

export type Told =
	| { kind: 'finished'; waba: string | null; number: string | null }
	| { kind: 'cancelled'; reason: string }
	| { kind: 'code'; code: string }
	| { kind: 'no_code' };

export type Outcome =
	| { kind: 'waiting' }
	| { kind: 'answer'; code: string; waba: string | null; number: string | null }
	/** `reason`: Meta's step or its error's code; empty where the window was just closed. */
	| { kind: 'cancelled'; reason: string }
	/** Meta finished and its code never came: nothing is lost, the window is opened again. */
	| { kind: 'lost' };

const FINISHED = new Set(['FINISH', 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', 'FINISH_ONLY_WABA', 'FINISH_OBO_MIGRATION', 'FINISH_GRANT_ONLY_API_ACCESS']);

/** What a message from another window says; null for everybody else's, and for Meta's own that are no JSON. */
export function told(origin: string, data: unknown, allowed: readonly string[]): Told | null {
	if (!allowed.includes(origin) || typeof data !== 'string') return null;
	const said = parsed(data);
	if (said?.type !== 'WA_EMBEDDED_SIGNUP' || typeof said.event !== 'string') return null;
	const about = mapping(said.data);
	if (FINISHED.has(said.event)) return { kind: 'finished', waba: word(about.waba_id), number: word(about.phone_number_id) };
	// A reported error is a CANCEL too; Meta's pages disagree on the name of its code.
	return { kind: 'cancelled', reason: word(about.error_code) ?? word(about.error_id) ?? word(about.current_step) ?? '' };
}

/** What `FB.login` called back with. */
export function calledBack(response: unknown): Told {
	const code = word(mapping(mapping(response).authResponse).code);
	return code ? { kind: 'code', code } : { kind: 'no_code' };
}

/** Where everything that was told so far leads; `patient` while the other half may still come. */
export function outcome(all: readonly Told[], patient: boolean): Outcome {
	const code = all.find((one) => one.kind === 'code');
	const finished = all.find((one) => one.kind === 'finished');
	const cancelled = all.find((one) => one.kind === 'cancelled');
	if (code && (finished || !patient)) return { kind: 'answer', code: code.code, waba: finished?.waba ?? null, number: finished?.number ?? null };
	if (cancelled && !code) return { kind: 'cancelled', reason: cancelled.reason };
	if (patient || !all.length) return { kind: 'waiting' };
	return finished ? { kind: 'lost' } : { kind: 'cancelled', reason: '' };
}

function parsed(text: string): Record<string, unknown> | null {
	try {
		return mapping(JSON.parse(text));
	} catch {
		return null;
	}
}

function mapping(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function word(value: unknown): string | null {
	return typeof value === 'string' && value ? value : null;
}

/** What an account signs in with, and where it is signed in. Times are seconds since 1970, as allauth gives them. */
import { ask, type Answer } from '$lib/session/allauth';
import { confirmed } from './again.svelte';

const ROOT = '/account/authenticators';

export type Totp = { type: 'totp'; created_at: number; last_used_at: number | null };
export type RecoveryCodes = { type: 'recovery_codes'; total_code_count: number; unused_code_count: number; unused_codes?: string[] };
export type Passkey = { type: 'webauthn'; id: number; name: string; created_at: number; last_used_at: number | null };
export type Factors = { totp: Totp | null; codes: RecoveryCodes | null; passkeys: Passkey[] };
export type SignedIn = { id: number; user_agent: string; ip: string; created_at: number; last_seen_at?: number; is_current: boolean };

/** What the server would not do, with allauth's first word for the reason. */
export class NotDone extends Error {
	constructor(
		readonly code: string,
		readonly status: number
	) {
		super(code);
	}
}

export async function factors(): Promise<Factors> {
	const found = (await done(ask('GET', ROOT))).data as (Totp | RecoveryCodes | Passkey)[];
	return {
		totp: found.find((one) => one.type === 'totp') ?? null,
		codes: found.find((one) => one.type === 'recovery_codes') ?? null,
		passkeys: found.filter((one) => one.type === 'webauthn')
	};
}

/** A new secret and the address that an authenticator app reads from the QR code. */
export async function beginTotp(): Promise<{ secret: string; address: string }> {
	// allauth answers "404: there is none yet" and gives the proposal with it.
	const answer = await confirmed(() => ask('GET', `${ROOT}/totp`));
	if (answer.status !== 404) throw fault(answer);
	return { secret: String(answer.meta.secret), address: String(answer.meta.totp_url) };
}

export async function activateTotp(code: string): Promise<void> {
	await done(confirmed(() => ask('POST', `${ROOT}/totp`, { code })));
}

export async function removeTotp(): Promise<void> {
	await done(confirmed(() => ask('DELETE', `${ROOT}/totp`)));
}

/** The codes that still work, or null where they were shown once and are not shown again. */
export async function recoveryCodes(): Promise<string[] | null> {
	const { data } = await done(confirmed(() => ask('GET', `${ROOT}/recovery-codes`)));
	return (data as RecoveryCodes).unused_codes ?? null;
}

export async function newRecoveryCodes(): Promise<string[]> {
	const { data } = await done(confirmed(() => ask('POST', `${ROOT}/recovery-codes`, {})));
	return (data as RecoveryCodes).unused_codes ?? [];
}

export async function renamePasskey(id: number, name: string): Promise<void> {
	await done(confirmed(() => ask('PUT', `${ROOT}/webauthn`, { id, name })));
}

export async function removePasskey(id: number): Promise<void> {
	await done(confirmed(() => ask('DELETE', `${ROOT}/webauthn`, { authenticators: [id] })));
}

export async function changePassword(current: string, wanted: string): Promise<void> {
	await done(confirmed(() => ask('POST', '/account/password/change', { current_password: current, new_password: wanted })));
}

export async function sessions(): Promise<SignedIn[]> {
	return (await done(ask('GET', '/auth/sessions'))).data as SignedIn[];
}

export async function endSessions(ids: number[]): Promise<SignedIn[]> {
	return (await done(confirmed(() => ask('DELETE', '/auth/sessions', { sessions: ids })))).data as SignedIn[];
}

/** The answer, if it is one of success; throws NotDone for everything else. */
export async function done(asked: Promise<Answer>): Promise<Answer> {
	const answer = await asked;
	if (answer.status < 200 || answer.status >= 300) throw fault(answer);
	return answer;
}

function fault({ status, codes }: Answer): NotDone {
	if (status === 0) return new NotDone('network', 0);
	if (status === 429) return new NotDone('too_often', 429);
	if (status === 401) return new NotDone('not_confirmed', 401);
	return new NotDone(codes[0] ?? 'other', status);
}

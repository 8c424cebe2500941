/** The browser client of django-allauth's headless API: asking, signing in and out. */
import { csrfToken } from '$lib/api/csrf';

const ROOT = '/_allauth/browser/v1';

export type Factor = 'totp' | 'recovery_codes' | 'webauthn';
export type SignIn = 'in' | 'second_step' | 'wrong' | 'wrong_code' | 'too_often' | 'incomplete' | 'not_possible' | 'passkey_failed' | 'network' | 'other';
export type Flow = { id: string; is_pending?: boolean; types?: Factor[] };
/** `status` is 0 when the server was not reached; `codes` are allauth's words for what is wrong. */
export type Answer = { status: number; codes: string[]; flows: Flow[]; signedIn: boolean; data: unknown; meta: Record<string, unknown> };

/** Sets the CSRF cookie, and says what this server offers. */
export async function prepare(): Promise<{ passkeys: boolean }> {
	const { data } = await ask('GET', '/config');
	return { passkeys: (data as { mfa?: { passkey_login_enabled?: boolean } } | null)?.mfa?.passkey_login_enabled ?? false };
}

export async function signIn(email: string, password: string): Promise<{ outcome: SignIn; factors: Factor[] }> {
	const answer = await ask('POST', '/auth/login', { email, password });
	return { outcome: outcome(answer), factors: pending(answer)?.types ?? [] };
}

export async function secondStep(code: string): Promise<SignIn> {
	const found = outcome(await ask('POST', '/auth/2fa/authenticate', { code }));
	return found === 'wrong' ? 'wrong_code' : found;
}

export async function signOut(): Promise<void> {
	await ask('DELETE', '/auth/session');
}

export async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
	if (body) headers['Content-Type'] = 'application/json';
	const asked = fetch(ROOT + path, { method, headers, credentials: 'same-origin', body: body ? JSON.stringify(body) : null });
	const response = await asked.catch(() => null);
	return response ? { status: response.status, ...parts(await response.json().catch(() => ({}))) } : { status: 0, ...parts({}) };
}

type Body = { errors?: { code: string }[]; data?: unknown; meta?: Record<string, unknown> };

function parts({ errors = [], data = null, meta = {} }: Body): Omit<Answer, 'status'> {
	const flows = (data as { flows?: Flow[] } | null)?.flows ?? [];
	return { codes: errors.map((error) => error.code), flows, signedIn: meta.is_authenticated === true, data, meta };
}

function pending({ flows }: Answer): Flow | undefined {
	return flows.find((flow) => flow.is_pending && flow.id === 'mfa_authenticate');
}

export function outcome(answer: Answer): SignIn {
	const { status, codes } = answer;
	// 409: somebody is signed in here already.
	if (status === 200 || status === 409) return 'in';
	if (status === 0) return 'network';
	if (status === 401) return pending(answer) ? 'second_step' : 'not_possible';
	if (status === 429 || codes.includes('too_many_login_attempts')) return 'too_often';
	if (status === 400) return codes.includes('required') || codes.includes('blank') ? 'incomplete' : 'wrong';
	return 'other';
}

/** The browser client of django-allauth's headless API: only what signing in and out needs. */
import { csrfToken } from '$lib/api/csrf';

const ROOT = '/_allauth/browser/v1';

export type SignIn = 'in' | 'second_step' | 'wrong' | 'wrong_code' | 'too_often' | 'incomplete' | 'not_possible' | 'network' | 'other';
type Answer = { status: number; codes: string[]; pending: string[] };

/** Sets the CSRF cookie. */
export async function prepare(): Promise<void> {
	await ask('GET', '/config');
}

export async function signIn(email: string, password: string): Promise<SignIn> {
	return outcome(await ask('POST', '/auth/login', { email, password }));
}

export async function secondStep(code: string): Promise<SignIn> {
	const found = outcome(await ask('POST', '/auth/2fa/authenticate', { code }));
	return found === 'wrong' ? 'wrong_code' : found;
}

export async function signOut(): Promise<void> {
	await ask('DELETE', '/auth/session');
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
	if (body) headers['Content-Type'] = 'application/json';
	const asked = fetch(ROOT + path, { method, headers, credentials: 'same-origin', body: body ? JSON.stringify(body) : null });
	const response = await asked.catch(() => null);
	if (!response) return { status: 0, codes: [], pending: [] };
	return { status: response.status, ...parts(await response.json().catch(() => ({}))) };
}

type Body = { errors?: { code: string }[]; data?: { flows?: { id: string; is_pending?: boolean }[] } };

function parts(body: Body): { codes: string[]; pending: string[] } {
	return {
		codes: (body.errors ?? []).map((error) => error.code),
		pending: (body.data?.flows ?? []).filter((flow) => flow.is_pending).map((flow) => flow.id)
	};
}

function outcome({ status, codes, pending }: Answer): SignIn {
	if (status === 200 || status === 409) return 'in';
	if (status === 0) return 'network';
	if (status === 401) return pending.includes('mfa_authenticate') ? 'second_step' : 'not_possible';
	if (status === 429 || codes.includes('too_many_login_attempts')) return 'too_often';
	if (status === 400) return codes.includes('required') || codes.includes('blank') ? 'incomplete' : 'wrong';
	return 'other';
}

/** Passkeys: the browser's part comes from a package that is loaded only when somebody uses one. */
import { ask, outcome, type Answer, type SignIn } from '$lib/session/allauth';

type Ceremony = { publicKey: never };

/** Passkeys belong to a name; browsers refuse them to an address of numbers. */
export const namedHere = !/^[\d.]+$|:/.test(location.hostname);
/** False where the browser knows no passkeys, or the page came over plain HTTP from another machine. */
export const passkeysHere = namedHere && typeof PublicKeyCredential === 'function';

export async function signInWithPasskey(): Promise<SignIn> {
	return signedBy('/auth/webauthn/login');
}

export async function secondStepWithPasskey(): Promise<SignIn> {
	return signedBy('/auth/webauthn/authenticate');
}

export async function confirmWithPasskey(): Promise<SignIn> {
	return signedBy('/auth/webauthn/reauthenticate');
}

/** Null when the person or the browser broke it off. */
export async function addPasskey(name: string): Promise<Answer | null> {
	const begun = await ask('GET', '/account/authenticators/webauthn?passwordless');
	if (begun.status !== 200) return begun;
	const { startRegistration } = await import('@simplewebauthn/browser');
	const { creation_options: options } = begun.data as { creation_options: Ceremony };
	const credential = await startRegistration({ optionsJSON: options.publicKey }).catch(() => null);
	return credential && ask('POST', '/account/authenticators/webauthn', { name, credential, passwordless: true });
}

async function signedBy(path: string): Promise<SignIn> {
	const begun = await ask('GET', path);
	if (begun.status !== 200) return outcome(begun);
	const { startAuthentication } = await import('@simplewebauthn/browser');
	const { request_options: options } = begun.data as { request_options: Ceremony };
	const credential = await startAuthentication({ optionsJSON: options.publicKey }).catch(() => null);
	if (!credential) return 'passkey_failed';
	const found = outcome(await ask('POST', path, { credential }));
	return found === 'wrong' ? 'passkey_failed' : found;
}

import { api } from '$lib/api/client';
import { granted, Refused } from '$lib/api/refusal';
import type { Me, Workspace } from '$lib/api/shapes';
import { speak } from '$lib/language/locale.svelte';
import * as allauth from './allauth';

type Session = { me: Me | null; known: boolean; fault: unknown };

const kept = $state<Session>({ me: null, known: false, fault: null });
// The other tabs of this browser hear of a sign-out here.
const others = new BroadcastChannel('twinline.session');
others.onmessage = () => forget();

export const session = {
	get me(): Me | null {
		return kept.me;
	},
	/** False until the server has said who this is. */
	get known(): boolean {
		return kept.known;
	},
	get fault(): unknown {
		return kept.fault;
	}
};

export async function recognise(): Promise<void> {
	try {
		kept.me = await granted(api.GET('/api/me'));
		kept.fault = null;
		speak(kept.me.user.language);
	} catch (fault) {
		if (fault instanceof Refused && fault.code === 'signed_out') kept.me = null;
		else if (fault instanceof Refused && fault.status === 401) kept.me = null;
		else kept.fault = fault;
	}
	kept.known = true;
}

export function workspaceBySlug(slug: string): Workspace | undefined {
	return kept.me?.workspaces.find((one) => one.slug === slug);
}

/** The language goes with the person, so that mails and other browsers speak it too. */
export async function changeLanguage(language: 'en' | 'de' | 'fr' | 'it'): Promise<void> {
	speak(language);
	if (kept.me) await granted(api.PATCH('/api/me', { body: { language } }));
}

export async function leave(): Promise<void> {
	await allauth.signOut();
	others.postMessage('left');
	forget();
}

/** Nothing a signed-out browser may still show: drafts of answers are kept only until then. */
export function forget(): void {
	kept.me = null;
	for (const key of Object.keys(localStorage)) if (key.startsWith('twinline.draft.')) localStorage.removeItem(key);
}

/** A review by its link: no session, the link is the key. Throws Refused like every other request. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { components } from '$lib/api/schema';

export type Review = components['schemas']['PrivateDoor'];
export type Decision = components['schemas']['PrivateDecision'];

export const review = (token: string) => granted(api.GET('/api/private/{token}', { params: { path: { token } } }));
export const decide = (token: string, body: Decision) => granted(api.POST('/api/private/{token}', { params: { path: { token } }, body }));

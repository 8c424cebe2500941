/** What the page of a number asks of the server. Throws Refused like every other request. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];
export type Health = Schemas['Health'];
export type Alert = Schemas['Alert'];
export type Line = Schemas['Line'];

const PAGE = 30;

export class Numbers {
	constructor(private readonly workspace: string) {}

	health = () => granted(api.GET('/api/workspaces/{workspace}/numbers/health', { params: { path: { workspace: this.workspace } } }));

	alerts = () => granted(api.GET('/api/workspaces/{workspace}/alerts', { params: { path: { workspace: this.workspace } } }));

	timeline(number: string, before: number | null) {
		const query = { limit: PAGE, ...(before !== null && { before }) };
		return granted(api.GET('/api/workspaces/{workspace}/numbers/{number}/timeline', { params: { path: { workspace: this.workspace, number }, query } }));
	}

	opened(number: string) {
		return granted(api.POST('/api/workspaces/{workspace}/numbers/{number}/opened', { params: { path: { workspace: this.workspace, number } } }));
	}
}

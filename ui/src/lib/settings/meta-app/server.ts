/** What the page of Meta apps asks of the server. Throws Refused like every other request. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];
export type App = Schemas['MetaApp'];
export type Detail = Schemas['MetaAppDetail'];
export type Finding = Schemas['MetaAppFinding'];
export type Entered = Schemas['NewMetaApp'];

const APPS = '/api/workspaces/{workspace}/meta-apps';
const ONE = '/api/workspaces/{workspace}/meta-apps/{app}';

export class MetaApps {
	constructor(private readonly workspace: string) {}

	list = () => granted(api.GET(APPS, { params: { path: { workspace: this.workspace } } }));
	enter = (body: Entered) => granted(api.POST(APPS, { params: { path: { workspace: this.workspace } }, body }));
	detail = (app: string) => granted(api.GET(ONE, this.at(app)));
	change = (app: string, body: Schemas['MetaAppChange']) => granted(api.PUT(ONE, { ...this.at(app), body }));
	remove = (app: string) => granted(api.DELETE(ONE, this.at(app)));
	check = (app: string) => granted(api.POST(`${ONE}/check`, this.at(app)));
	subscribe = (app: string) => granted(api.POST(`${ONE}/subscribe`, this.at(app)));

	private at(app: string) {
		return { params: { path: { workspace: this.workspace, app } } };
	}
}

/** Everything that connecting a number asks of the server. Throws Refused like every other request. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { Kind, Mode } from './shapes';

export class Onboarding {
	constructor(private readonly workspace: string) {}

	apps = () => granted(api.GET('/api/workspaces/{workspace}/meta-apps', this.at({})));
	signup = () => granted(api.GET('/api/workspaces/{workspace}/signup', this.at({})));
	phone = (typed: string) => granted(api.GET('/api/workspaces/{workspace}/signup/phone', { params: { ...this.at({}).params, query: { typed } } }));
	joinings = () => granted(api.GET('/api/workspaces/{workspace}/joinings', this.at({})));
	begin = (mode: Mode, app_id: string, shown: string, seat: string | null = null) => granted(api.POST('/api/workspaces/{workspace}/joinings', { ...this.at({}), body: { mode, app_id, shown, seat } }));
	answer = (joining: string, nonce: string, code: string, waba_id: string | null) =>
		granted(api.POST('/api/workspaces/{workspace}/joinings/{joining}/answer', { ...this.at({ joining }), body: { nonce, code, waba_id } }));
	cancel = (joining: string, nonce: string, reason: string) => granted(api.POST('/api/workspaces/{workspace}/joinings/{joining}/cancel', { ...this.at({ joining }), body: { nonce, reason } }));
	candidates = (joining: string) => granted(api.GET('/api/workspaces/{workspace}/joinings/{joining}/numbers', this.at({ joining })));
	join = (joining: string, body: { phone_number_id: string; name: string; owner_name: string; pin: string | null; review: boolean }) =>
		granted(api.POST('/api/workspaces/{workspace}/joinings/{joining}/number', { ...this.at({ joining }), body }));
	review = (number: string) => granted(api.GET('/api/workspaces/{workspace}/numbers/{number}/review', this.at({ number })));
	reviewBy = (number: string) => granted(api.POST('/api/workspaces/{workspace}/numbers/{number}/review', this.at({ number })));
	past = (number: string) => granted(api.GET('/api/workspaces/{workspace}/numbers/{number}/past', this.at({ number })));
	ask = (number: string, kind: Kind, shown: string) => granted(api.POST('/api/workspaces/{workspace}/numbers/{number}/past', { ...this.at({ number }), body: { kind, shown } }));

	private at<Ids extends object>(ids: Ids) {
		return { params: { path: { workspace: this.workspace, ...ids } } };
	}
}

/** Everything the settings pages ask of the server. Throws Refused like every other request. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { Acceptance, Calendar, CalendarKept, Invitation, Invite, MemberChange, NumberChange, Scope, SettingsChange } from './shapes';

export class Settings {
	constructor(private readonly workspace: string) {}

	settings = () => granted(api.GET('/api/workspaces/{workspace}/settings', this.at({})));
	changeSettings = (body: SettingsChange) => granted(api.PATCH('/api/workspaces/{workspace}/settings', { ...this.at({}), body }));

	people = () => granted(api.GET('/api/workspaces/{workspace}/people', this.at({})));
	changeMember = (user: string, body: MemberChange) => granted(api.PATCH('/api/workspaces/{workspace}/people/{user}', { ...this.at({ user }), body }));
	removeMember = (user: string) => granted(api.DELETE('/api/workspaces/{workspace}/people/{user}', this.at({ user })));
	invite = (body: Invite) => granted(api.POST('/api/workspaces/{workspace}/invitations', { ...this.at({}), body }));
	withdraw = ({ id }: Invitation) => granted(api.DELETE('/api/workspaces/{workspace}/invitations/{invitation}', this.at({ invitation: id })));

	teams = () => granted(api.GET('/api/workspaces/{workspace}/teams', this.at({})));
	addTeam = (name: string) => granted(api.POST('/api/workspaces/{workspace}/teams', { ...this.at({}), body: { name } }));
	renameTeam = (team: string, name: string) => granted(api.PATCH('/api/workspaces/{workspace}/teams/{team}', { ...this.at({ team }), body: { name } }));
	removeTeam = (team: string) => granted(api.DELETE('/api/workspaces/{workspace}/teams/{team}', this.at({ team })));

	numbers = () => granted(api.GET('/api/workspaces/{workspace}/numbers', this.at({})));
	changeNumber = (number: string, body: NumberChange) => granted(api.PATCH('/api/workspaces/{workspace}/numbers/{number}', { ...this.at({ number }), body }));

	// The client's types lose that hours are pairs.
	calendar = (scope: Scope) => granted(api.GET('/api/workspaces/{workspace}/calendars/{scope}', this.at({ scope }))) as Promise<Calendar>;
	keepCalendar = (scope: Scope, body: CalendarKept) => granted(api.PUT('/api/workspaces/{workspace}/calendars/{scope}', { ...this.at({ scope }), body })) as Promise<Calendar>;

	private at<Ids extends object>(ids: Ids) {
		return { params: { path: { workspace: this.workspace, ...ids } } };
	}
}

export const invited = (token: string) => granted(api.GET('/api/invitations/{token}', { params: { path: { token } } }));
export const accept = (token: string, body: Acceptance) => granted(api.POST('/api/invitations/{token}/accept', { params: { path: { token } }, body }));
export const changeName = (name: string) => granted(api.PATCH('/api/me', { body: { name } }));

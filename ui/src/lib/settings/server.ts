/** Everything the settings pages ask of the server. Throws Refused like every other request. */
import { csrfToken } from '$lib/api/csrf';
import { Refused, refusalOf } from '$lib/api/refusal';
import type { Acceptance, Calendar, CalendarKept, Invitation, Invite, Invited, NumberChange, NumberSettings, People, Role, Scope, Team, WorkspaceSettings } from './shapes';

export class Settings {
	constructor(private readonly workspace: string) {}

	settings = () => this.ask<WorkspaceSettings>('GET', '/settings');
	changeSettings = (change: Partial<WorkspaceSettings>) => this.ask<WorkspaceSettings>('PATCH', '/settings', change);

	people = () => this.ask<People>('GET', '/people');
	changeMember = (user: string, change: { role?: Role; teams?: string[] }) => this.ask<unknown>('PATCH', `/people/${user}`, change);
	removeMember = (user: string) => this.ask<unknown>('DELETE', `/people/${user}`);
	invite = (wanted: Invite) => this.ask<{ id: string; link: string }>('POST', '/invitations', wanted);
	withdraw = (invitation: Invitation) => this.ask<unknown>('DELETE', `/invitations/${invitation.id}`);

	teams = () => this.ask<Team[]>('GET', '/teams');
	addTeam = (name: string) => this.ask<Team>('POST', '/teams', { name });
	renameTeam = (id: string, name: string) => this.ask<Team>('PATCH', `/teams/${id}`, { name });
	removeTeam = (id: string) => this.ask<unknown>('DELETE', `/teams/${id}`);

	numbers = () => this.ask<NumberSettings[]>('GET', '/numbers');
	changeNumber = (id: string, change: NumberChange) => this.ask<NumberSettings>('PATCH', `/numbers/${id}`, change);

	calendar = (scope: Scope) => this.ask<Calendar>('GET', `/calendars/${scope}`);
	keepCalendar = (scope: Scope, calendar: CalendarKept) => this.ask<Calendar>('PUT', `/calendars/${scope}`, calendar);

	private ask<T>(method: string, path: string, body?: unknown): Promise<T> {
		return ask<T>(method, `/api/workspaces/${this.workspace}${path}`, body);
	}
}

export const invited = (token: string) => ask<Invited>('GET', `/api/invitations/${encodeURIComponent(token)}`);
export const accept = (token: string, by: Acceptance) => ask<unknown>('POST', `/api/invitations/${encodeURIComponent(token)}/accept`, by);
export const changeName = (name: string) => ask<unknown>('PATCH', '/api/me', { name });

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
	if (body !== undefined) headers['Content-Type'] = 'application/json';
	const response = await fetch(path, { method, headers, credentials: 'same-origin', body: body === undefined ? null : JSON.stringify(body) }).catch(() => {
		throw new Refused('network', 0);
	});
	const said: unknown = await response.json().catch(() => null);
	if (!response.ok) throw refusalOf(response.status, said);
	return said as T;
}

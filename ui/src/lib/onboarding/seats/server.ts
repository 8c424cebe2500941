/** Invited phones: what an administrator asks of the server, and what the link's own page does. Throws Refused. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { components } from '$lib/api/schema';
import type { Locale } from '$lib/paraglide/runtime';

type Schemas = components['schemas'];
export type Seat = Schemas['Seat'];
export type Seats = Schemas['Seats'];
export type SeatLine = Schemas['SeatLine'];
export type SeatDoor = Schemas['SeatDoor'];
export type SeatAnswers = Schemas['SeatAnswers'];
export type SeatStep = Seat['step'];

export class Inviting {
	constructor(private readonly workspace: string) {}

	all = () => granted(api.GET('/api/workspaces/{workspace}/seats', this.at({})));
	invite = (body: { name: string; phone: string; language: Locale; email: string }) => granted(api.POST('/api/workspaces/{workspace}/seats', { ...this.at({}), body }));
	preview = (text: string, language: Locale) => granted(api.POST('/api/workspaces/{workspace}/seats/preview', { ...this.at({}), body: { text, language } }));
	take = (text: string, language: Locale) => granted(api.POST('/api/workspaces/{workspace}/seats/import', { ...this.at({}), body: { text, language } }));
	here = (seat: string) => granted(api.POST('/api/workspaces/{workspace}/seats/{seat}/here', this.at({ seat })));
	renew = (seat: string) => granted(api.POST('/api/workspaces/{workspace}/seats/{seat}/renew', this.at({ seat })));
	remind = (seat: string) => granted(api.POST('/api/workspaces/{workspace}/seats/{seat}/remind', this.at({ seat })));
	withdraw = (seat: string) => granted(api.DELETE('/api/workspaces/{workspace}/seats/{seat}', this.at({ seat })));

	private at<Ids extends object>(ids: Ids) {
		return { params: { path: { workspace: this.workspace, ...ids } } };
	}
}

/** The page behind the link. */
export class Door {
	constructor(private readonly token: string) {}

	look = () => granted(api.GET('/api/connect/{token}', this.at()));
	here = () => granted(api.POST('/api/connect/{token}/here', this.at()));
	answer = (body: SeatAnswers) => granted(api.POST('/api/connect/{token}/answers', { ...this.at(), body }));
	consent = (body: { name: string; language: Locale; shown: string }) => granted(api.POST('/api/connect/{token}/consent', { ...this.at(), body }));
	review = () => granted(api.POST('/api/connect/{token}/review', this.at()));
	say = (what: 'ready' | 'later' | 'scanned') => granted(api.POST('/api/connect/{token}/said', { ...this.at(), body: { what } }));

	private at() {
		return { params: { path: { token: this.token } } };
	}
}

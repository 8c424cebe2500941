/** The pages of the settings, in their order, and the right that each of them needs to be shown at all. */
import Building2 from '@lucide/svelte/icons/building-2';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import KeyRound from '@lucide/svelte/icons/key-round';
import CircleUser from '@lucide/svelte/icons/circle-user';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Smartphone from '@lucide/svelte/icons/smartphone';
import UserRoundCog from '@lucide/svelte/icons/user-round-cog';
import WebhookIcon from '@lucide/svelte/icons/webhook';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Workspace } from '$lib/api/shapes';
import { m } from '$lib/paraglide/messages';
import { may, Right } from './rights';

export const areas = [
	{ path: 'account', word: m.account_title, lead: m.account_lead, icon: CircleUser, right: null },
	{ path: 'workspace', word: m.space_title, lead: m.space_lead, icon: Building2, right: Right.workspace },
	{ path: 'people', word: m.people_title, lead: m.people_lead, icon: UserRoundCog, right: null },
	{ path: 'teams', word: m.teams_title, lead: m.teams_lead, icon: UsersRound, right: Right.teams },
	{ path: 'numbers', word: m.numbers_title, lead: m.numbers_lead, icon: Smartphone, right: null },
	{ path: 'meta-app', word: m.ma_title, lead: m.ma_lead, icon: KeyRound, right: Right.numbers },
	{ path: 'outgoing-webhooks', word: m.ow_title, lead: m.ow_lead, icon: WebhookIcon, right: Right.workspace },
	{ path: 'calendar', word: m.calendar_title, lead: m.calendar_lead, icon: CalendarClock, right: null },
	{ path: 'roles', word: m.roles_title, lead: m.roles_lead, icon: ShieldCheck, right: null }
];
export type Area = (typeof areas)[number];

export function areasFor(workspace: Workspace): Area[] {
	return areas.filter(({ right }) => !right || may(workspace, right));
}

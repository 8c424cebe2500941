import { m } from '$lib/paraglide/messages';
import type { Role, Weekday } from './shapes';

const names: Record<Role, () => string> = {
	owner: m.role_owner,
	administrator: m.role_administrator,
	supervisor: m.role_supervisor,
	agent: m.role_agent,
	auditor: m.role_auditor
};

const does: Record<Role, () => string> = {
	owner: m.role_owner_does,
	administrator: m.role_administrator_does,
	supervisor: m.role_supervisor_does,
	agent: m.role_agent_does,
	auditor: m.role_auditor_does
};

export const role = (one: Role): string => names[one]();
export const whatRoleDoes = (one: Role): string => does[one]();

const MONDAY = Date.UTC(2024, 0, 1);
const order: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export function weekday(one: Weekday, region: string): string {
	const at = new Date(MONDAY + order.indexOf(one) * 86_400_000);
	const word = new Intl.DateTimeFormat(region, { weekday: 'long', timeZone: 'UTC' }).format(at);
	return word[0]!.toUpperCase() + word.slice(1);
}

/** A day without a time of day, "2026-08-01". */
export function dayOf(date: string, region: string): string {
	const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
	return new Intl.DateTimeFormat(region, options).format(new Date(`${date}T00:00:00Z`));
}

export function dateOf(at: string | number, region: string): string {
	return new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(new Date(at));
}

/** On the clock of the calendar, wherever the reader is: "Monday, 24 November, 08:00". */
export function momentIn(timeZone: string, at: string, region: string): string {
	const options: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone };
	return new Intl.DateTimeFormat(region, options).format(new Date(at));
}

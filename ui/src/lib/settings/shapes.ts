/** What the settings pages ask for and are given, as the API describes it. */
import type { Locale } from '$lib/paraglide/runtime';

export type Role = 'owner' | 'administrator' | 'supervisor' | 'agent' | 'auditor';
export const roles: readonly Role[] = ['owner', 'administrator', 'supervisor', 'agent', 'auditor'];

export type WorkspaceSettings = { name: string; language: Locale; time_zone: string; privacy_text: Record<Locale, string> };
export type Member = { id: string; name: string; email: string | null; role: Role; teams: string[]; two_factor: boolean | null; joined_at: string };
export type Invitation = { id: string; email: string; role: Role; teams: string[]; invited_by: string; expires_at: string };
export type People = { members: Member[]; invitations: Invitation[] };
export type Invite = { email: string; role: Role; teams: string[]; language: Locale };
export type Team = { id: string; name: string };
export type NumberSettings = {
	id: string;
	name: string;
	display_phone: string;
	owner_name: string;
	mode: 'coexistence' | 'cloud_api';
	state: 'connected' | 'offboarded' | 'removed';
	visibility: 'everyone' | 'teams';
	teams: string[];
	read_receipts: 'never' | 'assigned';
	owner: { name: string; member: string | null };
};
export type NumberChange = Partial<Pick<NumberSettings, 'name' | 'visibility' | 'teams' | 'read_receipts' | 'owner'>>;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
/** From and to on the clock of the calendar's time zone, "08:00". */
export type Hours = [string, string];
export type OwnDay = { date: string; name: string; open: Hours[] };
export type CalendarKept = { inherits: boolean; time_zone: string; canton: string | null; weekly: Record<Weekday, Hours[]>; days: OwnDay[] };
export type Calendar = CalendarKept & { holidays: { date: string; name: string }[]; open_now: boolean; next_change: string | null };
/** "workspace", "team/…" or "number/…". */
export type Scope = string;

export type Invited = { workspace: string; email: string; role: Role; invited_by: string; has_account: boolean };
export type Acceptance = { name?: string; password?: string; language?: Locale };

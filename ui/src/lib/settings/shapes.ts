/** What the settings pages ask for and are given: the API's own shapes, under the names used here. */
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export const roles: readonly Role[] = ['owner', 'administrator', 'supervisor', 'agent', 'auditor'];

export type WorkspaceSettings = Schemas['Settings'];
export type SettingsChange = Schemas['SettingsChange'];
export type Member = Schemas['Member'];
export type MemberChange = Schemas['MemberChange'];
export type Invitation = Schemas['Invitation'];
export type Invite = Schemas['Invite'];
export type Team = Schemas['Team'];
export type NumberSettings = Schemas['Number'];
export type NumberChange = Schemas['NumberChange'];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
/** From and to on the clock of the calendar's time zone, "08:00". */
export type Hours = [string, string];
export type CalendarKept = Schemas['CalendarKept'];
export type Calendar = Schemas['Calendar'];
/** "workspace", "team/…" or "number/…". */
export type Scope = string;

export type Acceptance = Schemas['Acceptance'];

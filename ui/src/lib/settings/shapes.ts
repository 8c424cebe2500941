/** What the settings pages ask for and are given, as the API's own description has it. */
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export const roles: readonly Role[] = ['owner', 'administrator', 'supervisor', 'agent', 'auditor'];

export type WorkspaceSettings = Schemas['Settings'];
export type Member = Schemas['Member'];
export type Invitation = Schemas['Invitation'];
export type People = Schemas['People'];
export type Invite = Schemas['Invite'];
export type Team = Schemas['Team'];
export type NumberSettings = Schemas['Number'];
export type NumberChange = Schemas['NumberChange'];

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
/** From and to on the clock of the calendar's time zone, "08:00". */
export type Hours = [string, string];
export type OwnDay = Schemas['Day'];
export type CalendarKept = Schemas['CalendarKept'];
export type Calendar = Schemas['Calendar'];
/** "workspace", "team/…" or "number/…". */
export type Scope = string;

export type Invited = Schemas['Door'];
export type Acceptance = Schemas['Acceptance'];

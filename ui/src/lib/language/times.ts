/** Points in time as words, in the reader's language. Every function takes the present as `now`. */
import { m } from '$lib/paraglide/messages';
import { dayKey } from '$lib/conversation/bubbles';
import { hoursAndMinutes } from '$lib/conversation/window';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(region: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = region + JSON.stringify(options);
	const made = formats.get(key) ?? new Intl.DateTimeFormat(region, options);
	formats.set(key, made);
	return made;
}

export function clockTime(at: Date, region: string): string {
	return format(region, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

export function fullTime(at: Date, region: string): string {
	return format(region, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** Short, for a row of the list: "now", "12 min", "14:05", "Yesterday", "Tue", "03.11.26". */
export function rowTime(at: Date, now: number, region: string): string {
	const age = now - at.getTime();
	if (age < 60_000) return m.now();
	if (age < HOUR) return m.minutes_ago({ count: Math.floor(age / 60_000) });
	if (isDay(at, now, 0)) return clockTime(at, region);
	if (isDay(at, now, 1)) return m.yesterday();
	if (age < WEEK) return format(region, { weekday: 'short' }).format(at);
	return format(region, { day: '2-digit', month: '2-digit', year: '2-digit' }).format(at);
}

/** For a sentence: "14:05", "Yesterday 14:05", "Tue 14:05", "3 Nov 14:05". */
export function momentTime(at: Date, now: number, region: string): string {
	const clock = clockTime(at, region);
	if (isDay(at, now, 0)) return clock;
	if (isDay(at, now, 1)) return `${m.yesterday()} ${clock}`;
	const options: Intl.DateTimeFormatOptions =
		Math.abs(now - at.getTime()) < WEEK ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
	return `${format(region, options).format(at)} ${clock}`;
}

export function dayWords(at: Date, now: number, region: string): string {
	if (isDay(at, now, 0)) return m.today();
	if (isDay(at, now, 1)) return m.yesterday();
	const year = at.getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
	return format(region, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at);
}

export function duration(milliseconds: number): string {
	const parts = hoursAndMinutes(milliseconds);
	return parts.hours ? m.hours_minutes(parts) : m.only_minutes(parts);
}

/** Seconds as on a player: 0:07, 12:30. */
export function playTime(seconds: number): string {
	const whole = Number.isFinite(seconds) ? Math.floor(seconds) : 0;
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function fileSize(bytes: number, region: string): string {
	const mega = bytes / (1024 * 1024);
	const size = new Intl.NumberFormat(region, { maximumFractionDigits: 1 });
	if (mega >= 1) return m.size_mb({ size: size.format(mega) });
	return m.size_kb({ size: size.format(Math.max(1, Math.round(bytes / 1024))) });
}

function isDay(at: Date, now: number, daysAgo: number): boolean {
	const day = new Date(now);
	day.setDate(day.getDate() - daysAgo);
	return dayKey(at) === dayKey(day);
}

import type { Calendar, CalendarKept, Hours } from '../shapes';

/** What "add" proposes: the usual morning and afternoon, then the hour after the last; null when the day is full. */
export function nextStretch(hours: readonly Hours[]): Hours | null {
	const last = hours.at(-1)?.[1];
	if (!last) return ['08:00', '12:00'];
	if (last <= '12:59') return ['13:30', '18:00'];
	const hour = Number(last.slice(0, 2));
	return hour < 22 ? [`${hour + 1}:00`.padStart(5, '0'), `${hour + 2}:00`] : null;
}

/** The part of a calendar that is kept; holidays and "open now" follow from it. */
export function keptOf({ inherits, time_zone, canton, weekly, days }: Calendar): CalendarKept {
	return { inherits, time_zone, canton: canton ?? null, weekly, days };
}

/** The first of those that are today or later. */
export function upcoming<T extends { date: string }>(days: readonly T[], today: string, count: number): T[] {
	return days.filter((day) => day.date >= today).sort((one, other) => one.date.localeCompare(other.date)).slice(0, count);
}

/** The service window as the page counts it down. Pure. */
import type { Conversation, ServiceWindow } from '$lib/api/shapes';

/** From here on a row says that it is urgent. */
const SOON = 3 * 60 * 60 * 1000;

/** Milliseconds until it closes; 0 when it is closed, null when it is open without an end. */
export function left(window: ServiceWindow, now: number): number | null {
	if (!window.open) return 0;
	if (!window.closes_at) return null;
	return Math.max(0, Date.parse(window.closes_at) - now);
}

/** A conversation as it is by now: a window closes by itself, without anybody telling. */
export function asOf(conversation: Conversation, now: number): Conversation {
	const { window } = conversation;
	if (left(window, now) !== 0 || !window.open) return conversation;
	return { ...conversation, window: { ...window, open: false, reason: 'expired' } };
}

export function closesSoon(window: ServiceWindow, now: number): boolean {
	const rest = left(window, now);
	return window.open && rest !== null && rest < SOON;
}

export function hoursAndMinutes(milliseconds: number): { hours: number; minutes: number } {
	const minutes = Math.floor(milliseconds / 60_000);
	return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

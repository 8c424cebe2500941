/** Events, states and outcomes as sentences; a fault with what mends it. */
import { m } from '$lib/paraglide/messages';
import type { Delivery, Event, Webhook } from './server';

export const events: Record<Event, () => string> = {
	'number.alert': m.ow_event_alert,
	'number.connected': m.ow_event_connected,
	'number.disconnected': m.ow_event_disconnected
};
export const everyEvent = Object.keys(events) as Event[];

export const states: Record<Webhook['state'], () => string> = { on: m.ow_on_now, off: m.ow_off_now, gone: m.ow_gone, failing: m.ow_failing };
export const outcomes: Record<Delivery['state'], () => string> = { waiting: m.ow_waiting, delivered: m.ow_delivered, failed: m.ow_failed };

const faults: Record<string, () => string> = {
	barred: m.ow_fault_barred,
	untrusted: m.ow_fault_untrusted,
	unreachable: m.ow_fault_unreachable,
	timeout: m.ow_fault_timeout,
	broken: m.ow_fault_broken,
	switched_off: m.ow_fault_off,
	unreadable: m.ow_fault_unreadable
};

/** What the receiver answered last, or why there was no answer; null before the first try. */
export function answerOf({ status, fault }: Delivery): string | null {
	if (fault) return faults[fault]?.() ?? fault;
	if (status === null) return null;
	if (status >= 300 && status < 400) return m.ow_answer_elsewhere({ status });
	if (status === 401 || status === 403) return m.ow_answer_refused({ status });
	if (status === 404) return m.ow_answer_missing({ status });
	return m.ow_answer({ status });
}

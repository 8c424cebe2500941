/** The words of invited phones that hang on a value. */
import { rowTime } from '$lib/language/times';
import { m } from '$lib/paraglide/messages';
import { toldBefore } from '../words';
import type { SeatLine, SeatStep } from './server';

export const steps: Record<SeatStep, () => string> = {
	invited: m.seat_step_invited,
	opened: m.seat_step_opened,
	refused: m.seat_step_refused,
	checked: m.seat_step_checked,
	consented: m.seat_step_consented,
	ready: m.seat_step_ready,
	authorising: m.seat_step_authorising,
	connected: m.number_connected,
	contacts: m.seat_step_contacts,
	history: m.seat_step_history,
	done: m.done,
	expired: m.seat_step_expired
};

export const CONNECTED: readonly SeatStep[] = ['connected', 'contacts', 'history', 'done'];

export const faults: Record<NonNullable<SeatLine['fault']>, () => string> = {
	name_missing: m.seat_fault_name,
	phone_invalid: m.wa_stop_phone,
	phone_twice: m.seat_fault_twice,
	phone_invited: m.seat_fault_invited,
	phone_here: m.wa_stop_here,
	country_closed: m.seat_fault_country,
	language_unknown: m.seat_fault_language,
	email_invalid: m.fault_email
};

const HERE_MS = 12_000;

/** "Here now", or when somebody was last here; `now` is the server's. */
export function presence(seen: string | null, now: string, region: string): string {
	if (!seen) return m.seat_never();
	const [at, present] = [Date.parse(seen), Date.parse(now)];
	return present - at < HERE_MS ? m.seat_here() : m.seat_seen({ time: rowTime(new Date(at), present, region) });
}

/** What is told to the person with the phone, and what they agree to, as one text for the record. */
export function consentText(): string {
	const parts = toldBefore('coexistence').map(({ title, points }) => [title(), ...points.map((point) => `– ${point()}`)].join('\n'));
	return [...parts, `${m.wa_q_sees()} ${m.wa_a_sees()}`, m.seat_agree()].join('\n');
}

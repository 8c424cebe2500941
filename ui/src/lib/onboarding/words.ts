/** The words of the integration that hang on a value. */
import { m } from '$lib/paraglide/messages';
import { fullTime } from '$lib/language/times';
import type { Stop, Warning } from './preflight';
import type { SdkState } from './sdk.svelte';
import type { Asked, Kind, Mode, Phone, Signup } from './shapes';

export const sdkWords: Record<SdkState, () => string> = { none: m.wa_sdk_none, loading: m.wa_sdk_loading, ready: m.wa_sdk_ready, blocked: m.wa_sdk_blocked };

export const modes: readonly { mode: Mode; title: () => string; text: () => string; act: () => string }[] = [
	{ mode: 'cloud_api', title: m.wa_new_title, text: m.wa_new_text, act: m.wa_new_act },
	{ mode: 'coexistence', title: m.wa_old_title, text: m.wa_old_text, act: m.wa_old_act }
];

/** App only, API only, coexistence. */
export const comparison: readonly [row: () => string, ...cells: (() => string)[]][] = [
	[m.wa_row_mobility, m.wa_row_mobility_app, m.wa_row_mobility_api, m.wa_row_mobility_both],
	[m.wa_row_calls, m.wa_row_calls_app, m.wa_row_calls_api, m.wa_row_calls_both],
	[m.wa_row_automation, m.wa_row_automation_app, m.wa_row_automation_api, m.wa_row_automation_both],
	[m.wa_row_reporting, m.wa_row_reporting_app, m.wa_row_reporting_api, m.wa_row_reporting_both],
	[m.wa_row_archiving, m.wa_row_archiving_app, m.wa_row_archiving_api, m.wa_row_archiving_both],
	[m.wa_row_history, m.wa_row_history_app, m.wa_row_history_api, m.wa_row_history_both],
	[m.wa_row_learning, m.wa_row_learning_app, m.wa_row_learning_api, m.wa_row_learning_both]
];

export type Told = { title: () => string; points: readonly (() => string)[] };
const changes: Told = { title: m.wa_changes, points: [m.wa_change_lists, m.wa_change_off, m.wa_change_companions, m.wa_change_groups] };
const stays: Told = { title: m.wa_stays, points: [m.wa_stay_calls, m.wa_stay_business] };
const know: Told = { title: m.wa_know, points: [m.wa_know_rate, m.wa_know_open, m.wa_know_price, m.wa_know_ai] };
const knowNew: Told = { title: m.wa_know, points: [m.wa_know_rate, m.wa_know_price, m.wa_know_ai] };

/** What is told before a number is connected in this mode. */
export function toldBefore(mode: Mode): readonly Told[] {
	return mode === 'coexistence' ? [changes, stays, know] : [knowNew];
}

/** The same as one text, for the record of what was read and confirmed. */
export function textConfirmed(mode: Mode): string {
	const parts = toldBefore(mode).map(({ title, points }) => [title(), ...points.map((point) => `– ${point()}`)].join('\n'));
	return [...parts, agreement(mode)].join('\n');
}

export const agreement = (mode: Mode) => (mode === 'coexistence' ? m.wa_agreed() : m.wa_agreed_new());

export function countryName(code: string, region: string): string {
	return new Intl.DisplayNames([region], { type: 'region' }).of(code) ?? code;
}

export function dateOf(day: string, region: string): string {
	return new Intl.DateTimeFormat(region, { dateStyle: 'long' }).format(new Date(day));
}

export function countriesInWords({ closed, closed_by, closed_on }: Signup, region: string): string {
	if (!closed.length) return m.wa_a_countries_all();
	const countries = new Intl.ListFormat(region).format(closed.map((code) => countryName(code, region)));
	return closed_by === 'operator' ? m.wa_a_countries_own({ countries }) : m.wa_a_countries({ countries, date: dateOf(closed_on, region) });
}

export function stopInWords(stop: Stop, phone: Phone | null, signup: Signup, region: string): string {
	const country = () => m.wa_stop_country({ country: countryName(phone?.country ?? 'ZZ', region), date: dateOf(signup.closed_on, region) });
	return { phone: m.wa_stop_phone, country, here: m.wa_stop_here, version: m.wa_stop_version }[stop]();
}

export const warningWords: Record<Warning, () => string> = {
	version: m.wa_warn_version,
	personal: m.wa_warn_personal,
	unknown_app: m.wa_warn_unknown_app,
	in_app: m.wa_warn_in_app,
	provider: m.wa_warn_provider,
	credit: m.wa_warn_credit
};

/** Meta: Embedded Signup, "Abandoned flow". */
const places: Record<string, () => string> = {
	BUSINESS_ACCOUNT_SELECTION: m.wa_at_business,
	WABA_PHONE_PROFILE_PICKER: m.wa_at_account,
	WHATSAPP_BUSINESS_PROFILE_SETUP: m.wa_at_profile,
	PHONE_NUMBER_SETUP: m.wa_at_number,
	PHONE_NUMBER_VERIFICATION: m.wa_at_code,
	PERMISSIONS: m.wa_at_permissions
};

export function cancelledInWords(reason: string): string {
	const place = places[reason];
	if (place) return m.wa_cancelled_at({ step: place() });
	return /^\d+$/.test(reason) ? m.wa_reported({ code: reason }) : m.wa_cancelled();
}

export const kinds: Record<Kind, { title: () => string; shown: () => string; act: () => string }> = {
	contacts: { title: m.wa_contacts, shown: m.wa_contacts_shown, act: m.wa_ask_contacts },
	history: { title: m.wa_history, shown: m.wa_history_shown, act: m.wa_ask_history }
};

export const appearances: Record<Asked['appearance'], () => string> = {
	on_its_way: m.wa_on_its_way,
	arriving: m.wa_arriving,
	complete: m.wa_complete,
	silent: m.wa_silent,
	refused: m.wa_refused,
	unknown: m.wa_uncertain
};

const codes: Record<number, () => string> = { 2593107: m.wa_code_2593107, 2593108: m.wa_code_2593108, 2593109: m.wa_code_2593109, 135000: m.wa_code_135000 };

/** What follows from how a sync stands; null where it just goes on. */
export function nextInWords(asked: Asked): string | null {
	if (asked.appearance === 'silent') return m.wa_silent_next({ request: asked.request_id ?? '–' });
	if (asked.appearance === 'unknown') return m.wa_uncertain_next();
	if (asked.appearance !== 'refused') return null;
	return codes[asked.code ?? 0]?.() ?? m.wa_code_other({ code: String(asked.code ?? '–') });
}

export function timeInWords(at: string, region: string): string {
	return fullTime(new Date(at), region);
}

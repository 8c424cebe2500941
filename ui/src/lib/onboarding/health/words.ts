/** Meta's words and ours about a number, as sentences. What Meta says is an open set: an unknown word is shown as it is. */
import { m } from '$lib/paraglide/messages';
import type { Alert, Health, Line } from './server';

type Word = () => string;
type Reason = { why: Word; next: Word };

const reasons: Record<string, Reason> = {
	PRIMARY_INACTIVITY: { why: m.why_primary_inactivity, next: m.why_primary_inactivity_next },
	COMPANION_INACTIVITY: { why: m.why_companion_inactivity, next: m.why_companion_inactivity_next },
	USER_RE_REGISTERED: { why: m.why_user_re_registered, next: m.why_user_re_registered_next },
	CHANGE_NUMBER: { why: m.why_change_number, next: m.why_change_number_next },
	BUSINESS_DOWNGRADE: { why: m.why_business_downgrade, next: m.why_business_downgrade_next },
	ACCOUNT_DISCONNECTED: { why: m.why_account_disconnected, next: m.why_account_disconnected_next }
};

export const reasonOf = (word: string | null): Reason => reasons[word ?? ''] ?? { why: m.why_unknown, next: m.why_unknown_next };

const initiators: Record<string, Word> = { USER: m.health_by_user, SYSTEM: m.health_by_system };
export const initiator = (word: string | null): string | null => initiators[word ?? '']?.() ?? null;

export const states: Record<Health['state'], Word> = { connected: m.number_connected, offboarded: m.number_offboarded, removed: m.number_removed };

export const levels: Record<Health['phone']['level'], Word> = {
	exempt: m.health_phone_exempt,
	fine: m.health_phone_fine,
	remind: m.health_phone_remind,
	urgent: m.health_phone_urgent,
	over: m.health_phone_over
};

const qualities: Record<string, Word> = { GREEN: m.quality_green, YELLOW: m.quality_yellow, RED: m.quality_red, NA: m.quality_unknown, UNKNOWN: m.quality_unknown };
export const quality = (word: string | null): string => (word ? (qualities[word]?.() ?? word) : m.health_unknown());

const LIMIT = /^TIER_(\d+)(K?)$/;

/** "TIER_2K", "2000": a number in the reader's way of writing. */
export function limit(word: string | null, region: string): string {
	if (!word) return m.health_unknown();
	if (/UNLIMITED$/.test(word)) return m.health_limit_none();
	const [, digits, thousands] = LIMIT.exec(word) ?? [, /^\d+$/.test(word) ? word : undefined, ''];
	return digits ? new Intl.NumberFormat(region).format(Number(digits) * (thousands ? 1000 : 1)) : word;
}

const throughputs: Record<string, Word> = { STANDARD: m.health_throughput_standard, HIGH: m.health_throughput_high };

/** Meta holds a number that lives in the app at twenty a second, whatever its node says. */
export function throughput({ mode, ratings }: Health): string {
	if (mode === 'coexistence') return m.health_throughput_app();
	return ratings.throughput ? (throughputs[ratings.throughput]?.() ?? ratings.throughput) : m.health_unknown();
}

const alerts: Record<Alert['kind'], Word> = {
	offboarded: m.alert_offboarded,
	removed: m.alert_removed,
	phone_remind: m.alert_phone_remind,
	phone_urgent: m.alert_phone_urgent,
	quality_red: m.alert_quality_red,
	token: m.alert_token,
	callback: m.alert_callback,
	contacts_silent: m.alert_contacts_silent,
	history_silent: m.alert_history_silent
};
const alert = (kind: string | null): string => alerts[kind as Alert['kind']]?.() ?? kind ?? '';
export { alert };
/** The worst of a number's alerts, and how many there are; null where nothing is open. */
export function worst(open: readonly Alert[]): { text: string; grave: boolean } | null {
	const first = open.find(({ kind }) => isGrave(kind)) ?? open[0];
	if (!first) return null;
	return { text: open.length > 1 ? m.alert_and_more({ alert: alert(first.kind), more: open.length - 1 }) : alert(first.kind), grave: isGrave(first.kind) };
}

export const isGrave = (kind: Alert['kind']): boolean => kind !== 'phone_remind';

const syncStates: Record<string, Word> = { wanted: m.sync_wanted, asked: m.sync_asked, refused: m.sync_refused, unknown: m.sync_unknown };

const simple: Partial<Record<Line['event'], Word>> = {
	added: m.happened_added,
	changed: m.happened_changed,
	connected_again: m.happened_connected_again,
	token_renewed: m.happened_token_renewed,
	offboarded: m.happened_offboarded,
	reconnected: m.happened_reconnected,
	removed: m.happened_removed,
	history: m.happened_history,
	history_declined: m.happened_history_declined,
	quality: m.happened_quality,
	callback: m.happened_callback,
	limit: m.happened_limit,
	throughput: m.happened_throughput,
	token_refused: m.happened_token_refused,
	token_good: m.happened_token_good,
	token_expiry: m.happened_token_expiry,
	opened: m.happened_opened,
	flag: m.happened_flag,
	name: m.happened_name,
	security: m.happened_security,
	review: m.happened_review,
	account: m.happened_account,
	notice: m.happened_notice
};

export function titleOf(line: Line): string {
	if (line.event === 'alert_raised') return m.happened_alert_raised({ what: alert(line.word) });
	if (line.event === 'alert_closed') return m.happened_alert_closed({ what: alert(line.word) });
	if (line.event === 'sync') {
		const state = syncStates[line.after ?? '']?.() ?? line.after ?? '';
		return line.word === 'contacts' ? m.sync_contacts({ state }) : m.sync_history({ state });
	}
	return simple[line.event]?.() ?? line.event;
}

/** What stands below the title: from what to what, a reason, Meta's own word, a code. */
export function detailOf(line: Line, region: string): string {
	switch (line.event) {
		case 'removed':
			return [line.word && reasonOf(line.word).why(), line.word].filter(Boolean).join(' · ');
		case 'quality':
			return changed(line, quality);
		case 'limit':
			return changed(line, (word) => limit(word, region));
		case 'throughput':
			return changed(line, (word) => throughputs[word]?.() ?? word);
		case 'token_expiry':
			return changed(line, (word) => new Intl.DateTimeFormat(region, { dateStyle: 'medium' }).format(new Date(word)));
		case 'callback':
			return changed(line, (word) => word);
		case 'flag':
			return [line.word, changed(line, (word) => limit(word, region))].filter(Boolean).join(' · ');
		case 'name':
		case 'security':
		case 'review':
		case 'account':
			return line.word ?? '';
		case 'notice':
			return [line.word, line.after].filter(Boolean).join(' · ');
		default:
			return line.code === null ? '' : String(line.code);
	}
}

function changed({ before, after }: Line, say: (word: string) => string): string {
	return [before, after].filter((word): word is string => word !== null).map(say).join(' → ');
}

/** How grave a line is, for the mark beside it. */
export function toneOf({ event, word, after }: Line): 'good' | 'heed' | 'bad' | 'plain' {
	if (['removed', 'offboarded', 'token_refused'].includes(event)) return 'bad';
	if (['added', 'connected_again', 'reconnected', 'token_renewed', 'token_good', 'opened', 'alert_closed', 'history'].includes(event)) return 'good';
	if (event === 'alert_raised') return isGrave(word as Alert['kind']) ? 'bad' : 'heed';
	if (event === 'quality') return after === 'RED' ? 'bad' : after === 'GREEN' ? 'good' : 'heed';
	return event === 'sync' && after === 'refused' ? 'heed' : 'plain';
}

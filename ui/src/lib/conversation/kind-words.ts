import { m } from '$lib/paraglide/messages';
import type { Kind, Media, Message, State } from '$lib/api/shapes';

const kinds: Record<string, () => string> = {
	image: m.kind_image,
	video: m.kind_video,
	audio: m.kind_audio,
	document: m.kind_document,
	sticker: m.kind_sticker,
	location: m.kind_location,
	contacts: m.kind_contacts,
	reaction: m.kind_reaction,
	interactive: m.kind_interactive,
	button: m.kind_interactive,
	template: m.kind_template,
	order: m.kind_order
};

export function kindWord(kind: Kind, voice = false): string {
	return voice ? m.kind_voice() : (kinds[kind] ?? m.kind_other)();
}

/** One line for a quote or a preview. */
export function gist(message: Message): string {
	return message.text?.trim() || kindWord(message.kind, message.media[0]?.voice);
}

const states: Record<State, () => string> = {
	queued: m.state_queued,
	sending: m.state_sending,
	accepted: m.state_accepted,
	sent: m.state_sent,
	delivered: m.state_delivered,
	read: m.state_read,
	played: m.state_played,
	failed: m.state_failed,
	unknown: m.state_unknown
};

export function stateWord(state: State): string {
	return states[state]();
}

/** The server's stable words for why a message failed, and what the page says; several mean the same to a person. */
const failures: Record<string, () => string> = {
	abandoned: m.failure_abandoned,
	network: m.error_network,
	busy: m.error_busy,
	forbidden: m.error_forbidden,
	number_offboarded: m.error_number_offboarded,
	...same(m.failure_window_closed, 'window_closed'),
	...same(m.failure_undeliverable, 'undeliverable', 'user_id_not_supported', 'username'),
	...same(m.failure_too_many, 'throughput', 'pair_limit', 'account_limit', 'app_limit', 'spam_limit', 'classification_limit'),
	...same(m.failure_token, 'token_unusable', 'token_expired'),
	...same(m.failure_media, 'media_not_downloaded', 'media_not_uploaded'),
	...same(m.failure_meta_down, 'meta_down', 'meta_unknown', 'maintenance', 'unknown_request', 'generic'),
	...same(m.failure_permission, 'capability_missing', 'permission_denied'),
	...same(m.failure_number, 'number_gone', 'number_not_registered', 'number_not_verified', 'registration_problem', 'display_name_needed', 'number_just_deleted', 'deregistration_incomplete'),
	...same(m.failure_account, 'account_locked', 'blocked_for_policy', 'business_not_eligible'),
	...same(m.failure_payment, 'payment_problem', 'payment_terms'),
	...same(m.failure_malformed, 'bad_parameter', 'missing_parameter', 'sender_is_recipient', 'message_unsendable'),
	...same(m.failure_recipient, 'recipient_blocked', 'recipient_not_allowed', 'country_not_allowed'),
	...same(m.failure_marketing, 'experiment', 'marketing_limit', 'marketing_stopped', 'marketing_disabled', 'marketing_messages'),
	...same(m.failure_unsupported, 'unsupported_type'),
	...same(m.failure_template, 'template_parameters', 'template_unknown', 'template_too_long', 'template_policy', 'template_paused', 'template_disabled', 'template_invalid', 'flow_blocked', 'flow_throttled'),
	...same(m.failure_identity, 'identity_changed'),
	...same(m.failure_gone, 'message_unavailable')
};

function same(words: () => string, ...keys: string[]): Record<string, () => string> {
	return Object.fromEntries(keys.map((key) => [key, words]));
}

/** Meta's own code stands beside the words where we have none for it, for whoever looks it up. */
export function failureWords(failure: NonNullable<Message['failure']>): string {
	const words = failures[failure.key];
	if (words) return words();
	return failure.code === null ? m.error_other() : m.failure_other({ code: failure.code });
}

const placeholders: Record<string, () => string> = {
	media_placeholder: m.placeholder_old_media,
	old_media: m.placeholder_old_media,
	view_once: m.placeholder_view_once,
	unsupported: m.placeholder_unsupported
};

export function placeholderWords(reason: string): string {
	return (placeholders[reason] ?? m.placeholder_other)();
}

export function mediaWords(media: Media): string {
	if (media.state === 'waiting') return m.media_waiting();
	if (media.reason === 'expired_at_meta' || media.reason === 'expired') return m.media_lost_expired();
	if (media.reason === 'digest') return m.media_lost_digest();
	return m.media_lost();
}

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

/** Meta's codes (Cloud API, error codes) that a person can do something about. */
const codes: Record<number, () => string> = {
	0: m.failure_token,
	190: m.failure_token,
	130429: m.failure_too_many,
	131026: m.failure_undeliverable,
	131047: m.failure_window_closed,
	131048: m.failure_too_many,
	131052: m.failure_media,
	131053: m.failure_media,
	131056: m.failure_too_many
};

const reasons: Record<string, () => string> = {
	abandoned: m.failure_abandoned,
	window_closed: m.failure_window_closed,
	network: m.error_network,
	busy: m.error_busy,
	number_offboarded: m.error_number_offboarded,
	forbidden: m.error_forbidden
};

export function failureWords(failure: NonNullable<Message['failure']>): string {
	const words = failure.code === null ? reasons[failure.reason] : codes[failure.code];
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

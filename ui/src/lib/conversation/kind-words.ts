import { m } from '$lib/paraglide/messages';
import type { Kind, Media, Message, State } from '$lib/api/shapes';

const kinds: Partial<Record<Kind, () => string>> = {
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

const failures: Record<string, () => string> = {
	window_closed: m.failure_window_closed,
	undeliverable: m.failure_undeliverable,
	too_many: m.failure_too_many,
	rate_limited: m.failure_too_many,
	token: m.failure_token,
	token_invalid: m.failure_token,
	media: m.failure_media,
	network: m.error_network,
	busy: m.error_busy,
	number_offboarded: m.error_number_offboarded,
	forbidden: m.error_forbidden
};

export function failureWords(failure: NonNullable<Message['failure']>): string {
	const words = failures[failure.reason];
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
	if (media.state === 'sending') return m.media_sending();
	if (media.reason === 'expired') return m.media_lost_expired();
	if (media.reason === 'digest') return m.media_lost_digest();
	return m.media_lost();
}

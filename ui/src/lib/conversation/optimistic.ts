/** The message as it stands in the thread before the server has answered. Pure. */
import type { Compose, Conversation, Media, Message, Upload } from '$lib/api/shapes';

type Writer = { id: string; name: string };

export function optimistic(
	compose: Compose,
	conversation: Conversation,
	writer: Writer,
	quoted: Message | null,
	upload: Upload | null,
	now: number
): Message {
	return {
		id: compose.id,
		conversation_id: conversation.id,
		direction: 'outbound',
		origin: 'person',
		author: writer,
		presumed: null,
		kind: compose.kind,
		text: compose.text ?? null,
		media: upload ? [mediaOf(upload, compose.voice ?? false)] : [],
		location: null,
		contacts: null,
		options: null,
		quoted: quoted && { id: quoted.id, preview: quoted.text ?? '', direction: quoted.direction },
		said_at: new Date(afterLast(conversation, now)).toISOString(),
		state: 'queued',
		failure: null,
		needs_decision: false,
		sent_again: false,
		edited: false,
		versions: [],
		revoked: false,
		reactions: [],
		imported: false,
		placeholder: null
	};
}

/** The clocks of a browser and a server differ; what is written now still stands last. */
function afterLast(conversation: Conversation, now: number): number {
	return Math.max(now, conversation.last ? Date.parse(conversation.last.said_at) + 1 : 0);
}

function mediaOf(upload: Upload, voice: boolean): Media {
	const { id, kind, mime, filename, size } = upload;
	return { id, kind, mime, filename, size, voice, state: 'stored', reason: null };
}

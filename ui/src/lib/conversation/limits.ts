/** What WhatsApp accepts as a file, so that a refusal is said before the upload. Pure. (Meta: Cloud API, media.) */

export type FileKind = 'image' | 'video' | 'audio' | 'document';
export type Verdict = { ok: true; kind: FileKind } | { ok: false; why: 'empty' | 'too_large' | 'wrong_kind'; limit?: number };

const MB = 1024 * 1024;
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

const limits: Record<FileKind, number> = { image: 5 * MB, video: 16 * MB, audio: 16 * MB, document: 100 * MB };

const kinds: Record<string, FileKind> = {
	'image/jpeg': 'image',
	'image/png': 'image',
	'video/mp4': 'video',
	'video/3gpp': 'video',
	'audio/aac': 'audio',
	'audio/amr': 'audio',
	'audio/mpeg': 'audio',
	'audio/mp4': 'audio',
	'audio/ogg': 'audio'
};

const documents = [
	'application/pdf',
	'application/msword',
	'application/vnd.ms-excel',
	'application/vnd.ms-powerpoint',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	'text/plain'
];

export const acceptedTypes = [...Object.keys(kinds), ...documents].join(',');

export function judge(file: { type: string; size: number }): Verdict {
	const mime = file.type.split(';')[0]?.trim().toLowerCase() ?? '';
	const kind = kinds[mime] ?? (documents.includes(mime) ? 'document' : undefined);
	if (!kind) return { ok: false, why: 'wrong_kind' };
	if (file.size === 0) return { ok: false, why: 'empty' };
	if (file.size > limits[kind]) return { ok: false, why: 'too_large', limit: limits[kind] };
	return { ok: true, kind };
}

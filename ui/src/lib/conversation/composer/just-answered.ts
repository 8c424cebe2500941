/** Whether the customer has just been answered by somebody else. Pure. */
import type { Message } from '$lib/api/shapes';
import type { Thread } from '$lib/live/reduce';

const JUST = 2 * 60_000;

/** The newest message, when it is an answer of the phone or of a colleague that is not older than two minutes. */
export function justAnswered(thread: Pick<Thread, 'messages' | 'ahead'> | undefined, me: string, now: number): Message | null {
	const rows = [...(thread?.messages.slice(-20) ?? []), ...(thread?.ahead ?? [])].map((kept) => kept.row);
	const last = rows.findLast((row) => row.kind !== 'reaction' && row.origin !== 'system');
	if (last?.direction !== 'outbound' || last.imported || last.revoked) return null;
	if (now - Date.parse(last.said_at) > JUST) return null;
	if (last.origin === 'phone') return last;
	return last.origin === 'person' && last.author && last.author.id !== me ? last : null;
}

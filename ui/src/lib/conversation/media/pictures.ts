/** The pictures of the open thread, so that the large view leads from one to the next. */
import { getContext, setContext } from 'svelte';
import type { Message } from '$lib/api/shapes';

const KEY = Symbol('pictures');

export function holdPictures(messages: () => readonly Message[]): void {
	setContext(KEY, messages);
}

/** Ids of the files, in the order in which they were sent. */
export function thePictures(): () => string[] {
	const messages = getContext<(() => readonly Message[]) | undefined>(KEY);
	return () => (messages?.() ?? []).filter((one) => one.kind === 'image' && !one.revoked).flatMap((one) => one.media.filter((media) => media.state === 'stored').map((media) => media.id));
}

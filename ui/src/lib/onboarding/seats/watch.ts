const LOOK_MS = 3_000;

/** Asks again and again from answer to question while the page is in view; what it gives ends it. */
export function watch(look: () => Promise<unknown>): () => void {
	let waiting: ReturnType<typeof setTimeout> | undefined;
	let over = false;
	const turn = async () => {
		if (document.visibilityState === 'visible') await look().catch(() => undefined);
		if (!over) waiting = setTimeout(() => void turn(), LOOK_MS);
	};
	waiting = setTimeout(() => void turn(), LOOK_MS);
	return () => {
		over = true;
		clearTimeout(waiting);
	};
}

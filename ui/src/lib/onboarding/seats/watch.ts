const LOOK_MS = 3_000;

/** Asks again and again from answer to question while the page is in view; what it gives ends it. */
export function watch(look: () => Promise<unknown>, every = LOOK_MS): () => void {
	let waiting: ReturnType<typeof setTimeout> | undefined;
	let over = false;
	const turn = async () => {
		if (document.visibilityState === 'visible') await look().catch(() => undefined);
		if (!over) waiting = setTimeout(() => void turn(), every);
	};
	waiting = setTimeout(() => void turn(), every);
	return () => {
		over = true;
		clearTimeout(waiting);
	};
}

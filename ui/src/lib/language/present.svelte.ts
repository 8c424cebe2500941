const kept = $state({ now: Date.now() });

/** The present, moving every 15 seconds: whatever reads it redraws by itself. */
export const present = {
	get now(): number {
		return kept.now;
	}
};

export function keepTime(): () => void {
	const timer = setInterval(() => (kept.now = Date.now()), 15_000);
	return () => clearInterval(timer);
}

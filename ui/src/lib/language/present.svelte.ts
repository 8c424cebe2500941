const kept = $state({ now: Date.now() });
let ahead = 0;

/** The present by the server's clock, moving every 15 seconds: whatever reads it redraws by itself. */
export const present = {
	get now(): number {
		return kept.now;
	}
};

/** The same to the millisecond, for what counts seconds by itself. */
export function exactNow(): number {
	return Date.now() + ahead;
}

/** The server decides when a window closes, so its clock is the one that counts; each of its answers says the time. */
export function heardTime(now: string): void {
	ahead = Date.parse(now) - Date.now();
	kept.now = Date.now() + ahead;
}

export function keepTime(): () => void {
	const timer = setInterval(() => (kept.now = Date.now() + ahead), 15_000);
	return () => clearInterval(timer);
}

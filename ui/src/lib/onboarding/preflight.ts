/** Before Meta's window opens: what the number's own digits and a version say stops; what was only asked warns. */
import type { Mode, Phone } from './shapes';

export type Answer = 'yes' | 'no' | 'unknown';
export type App = 'business' | 'personal' | 'neither' | 'unknown';

export type Answers = {
	/** Null until the number was looked up. */
	phone: Phone | null;
	version: string;
	app: App | null;
	provider: Answer | null;
	credit: Answer | null;
};
export type Stop = 'phone' | 'country' | 'here' | 'version';
export type Warning = 'version' | 'personal' | 'unknown_app' | 'in_app' | 'provider' | 'credit';
export type Verdict = { stops: Stop[]; warnings: Warning[]; answered: boolean };

export const LEAST_VERSION = [2, 24, 17] as const;

/** "2.24.17.3" as numbers; null for what is no version. */
export function versionOf(text: string): number[] | null {
	const parts = /^\s*v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
	return parts ? parts.slice(1, 4).map((part) => Number(part ?? 0)) : null;
}

export function isTooOld(version: readonly number[]): boolean {
	for (const [index, least] of LEAST_VERSION.entries()) {
		const difference = (version[index] ?? 0) - least;
		if (difference) return difference < 0;
	}
	return false;
}

export function verdict(mode: Mode, { phone, version, app, provider, credit }: Answers): Verdict {
	const lives = mode === 'coexistence';
	const parsed = versionOf(version);
	const stops: [Stop, boolean][] = [
		['phone', phone !== null && phone.country === null],
		['country', lives && phone?.closed === true],
		['here', phone?.connected === true],
		['version', lives && parsed !== null && isTooOld(parsed)]
	];
	const warnings: [Warning, boolean][] = [
		['version', lives && parsed === null],
		['personal', lives && (app === 'personal' || app === 'neither')],
		['unknown_app', lives && app === 'unknown'],
		['in_app', !lives && app !== null && app !== 'neither'],
		['provider', provider === 'yes' || provider === 'unknown'],
		['credit', credit === 'no' || credit === 'unknown']
	];
	return { stops: holding(stops), warnings: holding(warnings), answered: [phone, app, provider, credit].every((one) => one !== null) };
}

function holding<T>(all: [T, boolean][]): T[] {
	return all.filter(([, holds]) => holds).map(([name]) => name);
}

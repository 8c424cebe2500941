/** A browser and its system, out of what it says of itself; null where it says nothing that we know. */
const BROWSERS: [RegExp, string][] = [
	[/\bEdg(?:e|A|iOS)?\//, 'Edge'],
	[/\b(?:OPR|Opera)\//, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\b(?:Firefox|FxiOS)\//, 'Firefox'],
	[/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];
const SYSTEMS: [RegExp, string][] = [
	[/iPhone/, 'iPhone'],
	[/iPad/, 'iPad'],
	[/Android/, 'Android'],
	[/Windows/, 'Windows'],
	[/Mac OS X|Macintosh/, 'macOS'],
	[/CrOS/, 'ChromeOS'],
	[/Linux/, 'Linux']
];

export type Device = { browser: string | null; system: string | null; handheld: boolean };

export function deviceOf(agent: string): Device {
	const first = (table: [RegExp, string][]) => table.find(([sign]) => sign.test(agent))?.[1] ?? null;
	return { browser: first(BROWSERS), system: first(SYSTEMS), handheld: /Mobile|iPhone|iPad|Android/.test(agent) };
}

/** A coverage report as sentences: what came, and what is known to be missing. */
import { m } from '$lib/paraglide/messages';
import type { Past } from './shapes';

type Coverage = Past['coverage'];

export const phaseWords = [m.wa_phase_0, m.wa_phase_1, m.wa_phase_2];

export function report({ files_stored, files_lost, files_awaited, files_too_old, quarantined, recovered, gaps }: Coverage): { word: string; count: number; missing: boolean }[] {
	const all: [() => string, number, boolean][] = [
		[m.wa_r_files_stored, files_stored, false],
		[m.wa_r_files_awaited, files_awaited, false],
		[m.wa_r_files_too_old, files_too_old, true],
		[m.wa_r_files_lost, files_lost, true],
		[m.wa_r_quarantined, quarantined, true],
		[m.wa_r_recovered, recovered, false],
		[m.wa_r_chunks, gaps.chunks, true],
		[m.wa_r_quoted, gaps.quoted, true],
		[m.wa_r_statuses, gaps.statuses, true],
		[m.wa_r_changes, gaps.changes, true],
		[m.wa_r_unavailable, gaps.unavailable, true],
		[m.wa_r_unsupported, gaps.unsupported, true],
		[m.wa_r_silent, gaps.silent, true]
	];
	return all.filter(([, count]) => count > 0).map(([word, count, missing]) => ({ word: word(), count, missing }));
}

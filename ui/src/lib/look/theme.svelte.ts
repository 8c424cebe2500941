export type Theme = 'system' | 'light' | 'dark';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];

const KEY = 'twinline.theme';
const kept = $state({ theme: read() });
show(kept.theme);

export const theme = {
	get current(): Theme {
		return kept.theme;
	}
};

export function choose(wanted: Theme): void {
	kept.theme = wanted;
	localStorage.setItem(KEY, wanted);
	show(wanted);
}

function read(): Theme {
	const found = localStorage.getItem(KEY);
	return found === 'light' || found === 'dark' ? found : 'system';
}

function show(wanted: Theme): void {
	if (wanted === 'system') delete document.documentElement.dataset.theme;
	else document.documentElement.dataset.theme = wanted;
}

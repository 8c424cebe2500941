/** Single-letter shortcuts: matched by the produced character (a Swiss keyboard is QWERTZ), never while in a field. */
const KEY = 'twinline.shortcuts';
const kept = $state({ on: localStorage.getItem(KEY) !== 'off', help: false });

export const shortcuts = {
	get on(): boolean {
		return kept.on;
	},
	set on(wanted: boolean) {
		kept.on = wanted;
		localStorage.setItem(KEY, wanted ? 'on' : 'off');
	},
	get help(): boolean {
		return kept.help;
	},
	set help(wanted: boolean) {
		kept.help = wanted;
	}
};

/** Listens until the returned function is called; the key of `actions` is the character in lower case. */
export function onKeys(actions: Record<string, () => void>): () => void {
	const hear = (event: KeyboardEvent) => {
		if (!kept.on || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
		if (isField(event.target) || document.querySelector('dialog[open]')) return;
		const action = actions[event.key.toLowerCase()];
		if (!action) return;
		event.preventDefault();
		action();
	};
	addEventListener('keydown', hear);
	return () => removeEventListener('keydown', hear);
}

function isField(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea'));
}

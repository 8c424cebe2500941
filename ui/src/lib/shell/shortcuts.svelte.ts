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

const THEN = 1500;
let begun = '';
/** The press that began it: everybody hears it, and for nobody is it the second key. */
let first: Event | null = null;
let forgets: ReturnType<typeof setTimeout> | undefined;

/**
 * Listens until the returned function is called. The key of `actions` is the character in lower case, or two of them
 * that are pressed after each other ("g i").
 */
export function onKeys(actions: Record<string, () => void>): () => void {
	const hear = (event: KeyboardEvent) => {
		if (!kept.on || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
		if (isField(event.target) || document.querySelector('dialog[open]')) return;
		const key = event.key.toLowerCase();
		const action = actions[begun && event !== first ? `${begun} ${key}` : key];
		if (action) {
			event.preventDefault();
			begun = '';
			action();
		} else if (Object.keys(actions).some((one) => one.startsWith(`${key} `))) begin(key, event);
	};
	addEventListener('keydown', hear);
	return () => removeEventListener('keydown', hear);
}

function begin(key: string, event: Event): void {
	clearTimeout(forgets);
	begun = key;
	first = event;
	forgets = setTimeout(() => (begun = ''), THEN);
}

/** With Ctrl or Cmd, so in fields too, and whether single letters are on or not. */
export function onCommandKey(open: () => void): () => void {
	const hear = (event: KeyboardEvent) => {
		if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
		event.preventDefault();
		if (!document.querySelector('dialog[open]')) open();
	};
	addEventListener('keydown', hear);
	return () => removeEventListener('keydown', hear);
}

function isField(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea'));
}

/**
 * Meta's window can only be opened from a document that was itself loaded at this address: its headers let the
 * script run and the window answer, and every other document's do not.
 */
export function isOwnDocument(address: string): boolean {
	const [loaded] = performance.getEntriesByType('navigation');
	return Boolean(loaded) && trimmed(new URL(loaded!.name).pathname) === trimmed(address);
}

function trimmed(path: string): string {
	return path.replace(/\/$/, '');
}

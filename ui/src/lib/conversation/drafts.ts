/** What was begun and not sent, per conversation, in this browser; gone at sign-out. */
const PREFIX = 'twinline.draft.';

export function draftOf(conversation: string): string {
	return localStorage.getItem(PREFIX + conversation) ?? '';
}

export function keepDraft(conversation: string, text: string): void {
	if (text.trim()) localStorage.setItem(PREFIX + conversation, text);
	else localStorage.removeItem(PREFIX + conversation);
}

/** The token that Django set in its cookie; empty before the first answer. */
export function csrfToken(): string {
	return /(?:^|; )twinline_csrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}

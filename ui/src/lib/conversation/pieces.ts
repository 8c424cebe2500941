/** A text cut where WhatsApp's own marks and web addresses stand. Pure; the result is shown as text, never as HTML. */
export type Piece = { readonly as: 'text' | 'link' | 'bold' | 'italic' | 'struck' | 'code'; readonly text: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'struck', '`': 'code' } as const;
const PATTERN = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]|(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu;

export function pieces(text: string): Piece[] {
	const found: Piece[] = [];
	let from = 0;
	for (const match of text.matchAll(PATTERN)) {
		if (match.index > from) found.push({ as: 'text', text: text.slice(from, match.index) });
		const mark = match[1] as keyof typeof MARKS | undefined;
		found.push(mark ? { as: MARKS[mark], text: match[2] ?? '' } : { as: 'link', text: match[0] });
		from = match.index + match[0].length;
	}
	if (from < text.length) found.push({ as: 'text', text: text.slice(from) });
	return found;
}

/** The same words without the marks, for a line that shows no bold. */
export function plain(text: string): string {
	return pieces(text.trim())
		.map((piece) => piece.text)
		.join('');
}

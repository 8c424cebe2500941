/** What the reaction bar and the composer's panel offer; every other emoji comes from the keyboard of the system. */
export const quickEmoji = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export const panelEmoji = [
	...['🙂', '😊', '😀', '😄', '😉', '😍', '🤔', '😅', '😂', '🥳', '😮', '😢'],
	...['👍', '👎', '👌', '🙏', '👏', '💪', '🤝', '👋', '✌️', '🤞', '👀', '💯'],
	...['❤️', '🧡', '💛', '💚', '💙', '💜', '✨', '🎉', '🔥', '⭐', '☀️', '🌸'],
	...['✅', '❌', '⚠️', 'ℹ️', '📞', '📅', '⏰', '📍', '🏠', '🔑', '📄', '✍️']
];

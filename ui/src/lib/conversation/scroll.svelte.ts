/** Where a thread stands: at the bottom it follows what comes; anywhere else it stays where the reader is. */
const NEAR = 80;

export class Scroll {
	box: HTMLElement | null = $state.raw(null);
	atBottom = $state(true);
	/** False while what is shown does not reach to the newest message: its end is no bottom. */
	ends = true;
	#first = '';
	#fromEnd = 0;
	#top = 0;

	/** Call before the DOM changes. */
	remember(): void {
		if (this.box) this.#fromEnd = this.box.scrollHeight - this.box.scrollTop;
	}

	/** Call after the DOM changed; `first` is the id of the oldest message shown. */
	restore(first: string): void {
		if (!this.box) return;
		const grewAbove = this.#first !== '' && this.#first !== first;
		this.#first = first;
		if (this.atBottom) this.toBottom();
		else if (grewAbove) this.box.scrollTop = this.box.scrollHeight - this.#fromEnd;
	}

	toBottom(): void {
		this.atBottom = true;
		if (this.box) this.box.scrollTop = this.box.scrollHeight;
	}

	/** Only the reader's own way up leaves the bottom: content that grows below must not look like it. */
	moved(): void {
		if (!this.box) return;
		const { scrollTop, scrollHeight, clientHeight } = this.box;
		const up = scrollTop < this.#top - 1;
		this.#top = scrollTop;
		const near = scrollHeight - scrollTop - clientHeight < NEAR;
		if (near && this.ends) this.atBottom = true;
		else if (up) this.atBottom = false;
	}

	/** Pictures and panels change heights after the fact. */
	follow(content: HTMLElement): () => void {
		const watcher = new ResizeObserver(() => this.atBottom && this.toBottom());
		watcher.observe(content);
		if (this.box) watcher.observe(this.box);
		return () => watcher.disconnect();
	}

	/** Shows one message and marks it for a moment; false when it is not here. */
	show(id: string): boolean {
		const found = this.box?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
		if (!found) return false;
		this.atBottom = false;
		found.scrollIntoView({ block: 'center' });
		found.focus({ preventScroll: true });
		found.classList.add('found');
		setTimeout(() => found.classList.remove('found'), 1600);
		return true;
	}
}

/** Which blocks of a thread lie near what is seen; the others are left out, and only their height is kept. */
const MARGIN = '1500px 0px';

type Hear = (near: boolean, height: number) => void;

export class Nearness {
	#observer: IntersectionObserver | null = null;
	readonly #hears = new Map<Element, Hear>();
	readonly #waiting = new Set<Element>();
	#frame = 0;

	/** Until the returned function is called. What came near hears of it within the next frames, the nearest first. */
	watch(block: HTMLElement, hear: Hear): () => void {
		this.#observer ??= new IntersectionObserver((entries) => this.#tell(entries), { root: block.closest('.scroller'), rootMargin: MARGIN });
		this.#hears.set(block, hear);
		this.#observer.observe(block);
		return () => {
			this.#hears.delete(block);
			this.#waiting.delete(block);
			this.#observer?.unobserve(block);
		};
	}

	#tell(entries: IntersectionObserverEntry[]): void {
		for (const { target, isIntersecting, boundingClientRect } of entries) {
			// What has the focus stays, or the focus would be lost.
			if (isIntersecting || target.contains(document.activeElement)) this.#waiting.add(target);
			else {
				this.#waiting.delete(target);
				this.#hears.get(target)?.(false, boundingClientRect.height);
			}
		}
		this.#frame ||= requestAnimationFrame(() => this.#drawOne());
	}

	/** One block a frame: a page of messages that comes near at once would stop the scrolling. */
	#drawOne(): void {
		this.#frame = 0;
		const nearest = [...this.#waiting].sort((a, b) => distance(a) - distance(b))[0];
		if (!nearest) return;
		this.#waiting.delete(nearest);
		this.#hears.get(nearest)?.(true, 0);
		if (this.#waiting.size) this.#frame = requestAnimationFrame(() => this.#drawOne());
	}
}

/** Pixels between a block and the middle of the window. */
function distance(block: Element): number {
	const { top, bottom } = block.getBoundingClientRect();
	const middle = innerHeight / 2;
	return Math.max(top - middle, middle - bottom, 0);
}

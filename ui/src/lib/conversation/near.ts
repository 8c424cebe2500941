/** Which blocks of a thread lie near what is seen; the others are left out, and only their height is kept. */
const MARGIN = '1500px 0px';

type Hear = (near: boolean, height: number) => void;

export class Nearness {
	#observer: IntersectionObserver | null = null;
	readonly #hears = new Map<Element, Hear>();

	/** Until the returned function is called. */
	watch(block: HTMLElement, hear: Hear): () => void {
		this.#observer ??= new IntersectionObserver((entries) => this.#tell(entries), { root: block.closest('.scroller'), rootMargin: MARGIN });
		this.#hears.set(block, hear);
		this.#observer.observe(block);
		return () => {
			this.#hears.delete(block);
			this.#observer?.unobserve(block);
		};
	}

	#tell(entries: IntersectionObserverEntry[]): void {
		for (const { target, isIntersecting, boundingClientRect } of entries) {
			// What has the focus stays, or the focus would be lost.
			this.#hears.get(target)?.(isIntersecting || target.contains(document.activeElement), boundingClientRect.height);
		}
	}
}

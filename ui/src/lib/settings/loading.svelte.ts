/** Something asked of the server: its value, or why there is none. Asked when made. */
export class Loading<T> {
	value = $state<T | null>(null);
	fault = $state<unknown>(null);

	constructor(private readonly asking: () => Promise<T>) {
		void this.load();
	}

	load = async (): Promise<void> => {
		this.fault = null;
		try {
			this.value = await this.asking();
		} catch (fault) {
			this.fault = fault;
		}
	};
}

/** One thing that is being done: busy, done, or why it was not. */
export class Doing {
	busy = $state(false);
	done = $state(false);
	fault = $state<unknown>(null);

	/** True when it worked. */
	run = async (act: () => Promise<unknown>): Promise<boolean> => {
		if (this.busy) return false;
		this.busy = true;
		this.done = false;
		this.fault = null;
		try {
			await act();
			this.done = true;
		} catch (fault) {
			this.fault = fault;
		}
		this.busy = false;
		return this.done;
	};
}

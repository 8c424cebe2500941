/** A voice message from the microphone, in a container that WhatsApp accepts. */
const CONTAINERS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

export class Recording {
	seconds = $state(0);
	#recorder: MediaRecorder | null = null;
	#parts: Blob[] = [];
	#timer: ReturnType<typeof setInterval> | undefined;

	/** Throws what getUserMedia throws when the person or the browser says no. */
	async start(): Promise<void> {
		const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
		const mimeType = CONTAINERS.find((one) => MediaRecorder.isTypeSupported(one));
		this.#recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
		this.#parts = [];
		this.#recorder.ondataavailable = (event) => this.#parts.push(event.data);
		this.#recorder.start();
		this.seconds = 0;
		this.#timer = setInterval(() => this.seconds++, 1000);
	}

	async finish(): Promise<File> {
		const recorder = this.#recorder;
		if (!recorder) throw new Error('no recording runs');
		const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
		this.discard();
		await stopped;
		return asVoice(new Blob(this.#parts, { type: recorder.mimeType }));
	}

	discard(): void {
		clearInterval(this.#timer);
		if (this.#recorder?.state === 'recording') this.#recorder.stop();
		this.#recorder?.stream.getTracks().forEach((track) => track.stop());
		this.#recorder = null;
	}
}

/** Chromium records Opus in WebM, which WhatsApp refuses: the same sound is put into Ogg, without encoding it again. */
async function asVoice(sound: Blob): Promise<File> {
	if (!sound.type.startsWith('audio/webm')) return named(sound, sound.type.split(';')[0] ?? 'audio/ogg');
	const { ALL_FORMATS, BlobSource, BufferTarget, Conversion, Input, OggOutputFormat, Output } = await import('mediabunny');
	const input = new Input({ source: new BlobSource(sound), formats: ALL_FORMATS });
	const output = new Output({ format: new OggOutputFormat(), target: new BufferTarget() });
	const conversion = await Conversion.init({ input, output });
	await conversion.execute();
	return named(new Blob([output.target.buffer ?? new ArrayBuffer(0)]), 'audio/ogg');
}

function named(sound: Blob, type: string): File {
	return new File([sound], type === 'audio/mp4' ? 'voice.m4a' : 'voice.ogg', { type });
}

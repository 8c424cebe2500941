/** The files that wait in the composer: judged at once, uploaded at once, sent when the person says so. */
import { newId } from '$lib/api/new-id';
import type { Upload } from '$lib/api/shapes';
import { judge } from '../limits';
import { upload } from '../upload';

export type Waiting = { id: string; file: File; percent: number; uploaded: Upload | null; fault: unknown; preview: string | null };
export type Turned = { file: File; why: 'empty' | 'too_large' | 'wrong_kind'; limit?: number };

export class Attachments {
	waiting = $state<Waiting[]>([]);
	turned = $state.raw<Turned[]>([]);

	constructor(readonly workspace: string) {}

	get ready(): boolean {
		return this.waiting.every((one) => one.uploaded);
	}

	add(files: Iterable<File>): void {
		this.turned = [];
		for (const file of files) {
			const verdict = judge(file);
			if (verdict.ok) this.#take(file, verdict.kind === 'image');
			else this.turned = [...this.turned, { file, ...verdict }];
		}
	}

	again(one: Waiting): void {
		one.fault = null;
		one.percent = 0;
		upload(this.workspace, one.file, (percent) => (one.percent = percent)).then(
			(uploaded) => (one.uploaded = uploaded),
			(fault: unknown) => (one.fault = fault)
		);
	}

	remove(id: string): void {
		const gone = this.waiting.find((one) => one.id === id);
		if (gone?.preview) URL.revokeObjectURL(gone.preview);
		this.waiting = this.waiting.filter((one) => one.id !== id);
	}

	clear(): void {
		for (const { id } of this.waiting) this.remove(id);
		this.turned = [];
	}

	#take(file: File, picture: boolean): void {
		const preview = picture ? URL.createObjectURL(file) : null;
		this.waiting.push({ id: newId(), file, percent: 0, uploaded: null, fault: null, preview });
		this.again(this.waiting.at(-1)!);
	}
}

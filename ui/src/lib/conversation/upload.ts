import { csrfToken } from '$lib/api/csrf';
import { Refused, refusalOf } from '$lib/api/refusal';
import type { Upload } from '$lib/api/shapes';

/** Uploads a file; `progress` hears whole per cents. XMLHttpRequest, because fetch does not tell how far it is. */
export function upload(workspace: string, file: File, progress: (percent: number) => void): Promise<Upload> {
	const form = new FormData();
	form.append('file', file);
	const request = new XMLHttpRequest();
	request.open('POST', `/api/workspaces/${workspace}/media`);
	request.setRequestHeader('X-CSRFToken', csrfToken());
	request.responseType = 'json';
	request.upload.onprogress = (event) => {
		if (event.lengthComputable) progress(Math.floor((100 * event.loaded) / event.total));
	};
	return new Promise((resolve, reject) => {
		request.onload = () => {
			if (request.status === 201) resolve(request.response as Upload);
			else reject(refusalOf(request.status, request.response));
		};
		request.onerror = () => reject(new Refused('network', 0));
		request.send(form);
	});
}

export function mediaAddress(workspace: string, id: string): string {
	return `/api/workspaces/${workspace}/media/${id}`;
}

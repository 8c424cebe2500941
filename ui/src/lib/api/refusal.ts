import type { Refusal } from './shapes';

/** What every request that did not succeed throws: the server's code, or "network" when it was not reached. */
export class Refused extends Error {
	constructor(
		readonly code: string,
		readonly status: number,
		readonly action: Refusal['action'] = 'retry'
	) {
		super(code);
	}
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer; throws Refused for everything else, so that no caller forgets a case. */
export async function granted<T>(asking: Promise<Answer<T>>): Promise<T> {
	const answer = await asking.catch(() => {
		throw new Refused('network', 0);
	});
	if (!answer.response.ok) throw refusalOf(answer.response.status, answer.error);
	return answer.data as T;
}

export function refusalOf(status: number, body: unknown): Refused {
	if (isRefusal(body)) return new Refused(body.code, status, body.action);
	return new Refused(codeOfStatus(status), status, status >= 500 ? 'retry' : 'stop');
}

function isRefusal(body: unknown): body is Refusal {
	return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}

function codeOfStatus(status: number): string {
	if (status === 401) return 'signed_out';
	if (status === 403) return 'forbidden';
	if (status === 404) return 'not_found';
	if (status === 413) return 'too_large';
	if (status === 429 || status === 503) return 'busy';
	return 'other';
}

import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema';
import { csrfToken } from './csrf';

const csrf: Middleware = {
	onRequest({ request }) {
		if (request.method !== 'GET') request.headers.set('X-CSRFToken', csrfToken());
		return request;
	}
};

/** The typed client of Twinline's API; the types come from openapi.json. */
export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(csrf);

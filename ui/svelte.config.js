import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ fallback: 'index.html', strict: false }),
		// The server sends the policy as a header: a meta element could not forbid framing.
		csp: undefined,
		version: { pollInterval: 0 }
	}
};

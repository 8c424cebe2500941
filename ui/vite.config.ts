import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

const server = process.env.TWINLINE_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['localStorage', 'preferredLanguage', 'baseLocale']
		}),
		sveltekit()
	],
	build: {
		// Nothing becomes a data: address, which the page's policy does not allow.
		assetsInlineLimit: 0
	},
	server: {
		proxy: Object.fromEntries(['/api', '/_allauth', '/live'].map((path) => [path, server]))
	}
});

// Says how much JavaScript (gzip) the sign-in and the conversation page load first, next to the bar.
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BAR = 120 * 1024;
const app = new URL('../build/_app/immutable/', import.meta.url);
const client = new URL('../.svelte-kit/output/client/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', client), 'utf8'));

function closure(key, seen = new Set()) {
	if (seen.has(key)) return seen;
	seen.add(key);
	for (const next of manifest[key].imports ?? []) closure(next, seen);
	return seen;
}

const nodes = Object.keys(manifest).filter((key) => /generated\/client-optimized\/(app|nodes\/)/.test(key) || manifest[key].isEntry);
const files = new Set(nodes.flatMap((key) => [...closure(key)]).map((key) => manifest[key].file));
let total = 0;
for (const file of files) {
	if (!file.endsWith('.js')) continue;
	total += gzipSync(await readFile(new URL(file, client))).length;
}
const all = await readdir(app, { recursive: true });
console.log(`first JavaScript of every page together: ${(total / 1024).toFixed(1)} kB gzip (bar ${BAR / 1024} kB), ${all.length} files built`);
process.exit(total > BAR ? 1 : 0);

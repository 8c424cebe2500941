// Says how much JavaScript (gzip) the Conversation page loads first, next to the bar; settings pages come when they are opened.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BAR = 120 * 1024;
const kit = new URL('../.svelte-kit/', import.meta.url);
const client = new URL('output/client/', kit);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', client), 'utf8'));
const FIRST = ['src/routes/+layout', 'src/routes/[workspace]/+layout', 'src/routes/[workspace]/conversation/', '/components/error', 'src/routes/+error'];

function closure(key, seen = new Set()) {
	if (seen.has(key)) return seen;
	seen.add(key);
	for (const next of manifest[key].imports ?? []) closure(next, seen);
	return seen;
}

async function isFirst(key) {
	if (!key.includes('/nodes/')) return true;
	const node = await readFile(new URL(`generated/client-optimized/nodes/${key.split('/').at(-1)}`, kit), 'utf8');
	return FIRST.some((path) => node.includes(path));
}

const entries = Object.keys(manifest).filter((key) => /generated\/client-optimized\/(app|nodes\/)/.test(key) || (manifest[key].isEntry && !key.includes('/nodes/')));
const wanted = (await Promise.all(entries.map(async (key) => ((await isFirst(key)) ? [key] : [])))).flat();
const files = new Set(wanted.flatMap((key) => [...closure(key)]).map((key) => manifest[key].file));
let total = 0;
for (const file of files) {
	if (!file.endsWith('.js')) continue;
	total += gzipSync(await readFile(new URL(file, client))).length;
}
console.log(`first JavaScript of the Conversation page: ${(total / 1024).toFixed(1)} kB gzip (bar ${BAR / 1024} kB), ${files.size} files`);
process.exit(total > BAR ? 1 : 0);

// Fails when schema.d.ts is not what openapi.json gives.
import { readFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const folder = new URL('../src/lib/api/', import.meta.url);
const wanted = COMMENT_HEADER + astToString(await openapiTS(new URL('openapi.json', folder)));
const kept = await readFile(new URL('schema.d.ts', folder), 'utf8');

if (wanted !== kept) {
	console.error('schema.d.ts is older than openapi.json: run "npm run api" and commit the result.');
	process.exit(1);
}
console.log('schema.d.ts is current.');

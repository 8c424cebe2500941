// Fails when a language lacks a text, has one too many, or names other places than the English text.
import { readFile } from 'node:fs/promises';

const languages = ['en', 'de', 'fr', 'it'];
const folder = new URL('../messages/', import.meta.url);

async function catalogue(language) {
	const texts = JSON.parse(await readFile(new URL(`${language}.json`, folder), 'utf8'));
	delete texts.$schema;
	return texts;
}

function places(text) {
	return [...new Set(JSON.stringify(text).match(/(?<=\{)\w+(?=\})/g) ?? [])].sort().join(' ');
}

const [english, ...others] = await Promise.all(languages.map(catalogue));
const faults = others.flatMap((texts, index) => {
	const language = languages[index + 1];
	const missing = Object.keys(english).filter((key) => !texts[key]);
	const surplus = Object.keys(texts).filter((key) => !(key in english));
	const unlike = Object.keys(english).filter((key) => texts[key] && places(texts[key]) !== places(english[key]));
	return [
		...missing.map((key) => `${language}: "${key}" is missing`),
		...surplus.map((key) => `${language}: "${key}" is not in English`),
		...unlike.map((key) => `${language}: "${key}" has other places than in English`)
	];
});

if (JSON.stringify(others[0]).includes('ß')) faults.push('de: Swiss spelling writes ss');
if (faults.length) {
	console.error(faults.join('\n'));
	process.exit(1);
}
console.log(`${Object.keys(english).length} texts in ${languages.length} languages.`);

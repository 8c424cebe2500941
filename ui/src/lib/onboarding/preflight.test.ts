import { describe, expect, it } from 'vitest';
import { isTooOld, verdict, versionOf, type Answers } from './preflight';

const swiss = { country: 'CH', closed: false, connected: false };
const well: Answers = { phone: swiss, version: '2.24.17', app: 'business', provider: 'no', credit: 'yes' };
const clear = { stops: [], warnings: [], answered: true };

describe('a version', () => {
	it.each([
		['2.24.17', [2, 24, 17]],
		[' v2.25 ', [2, 25, 0]],
		['2.24.17.78 (Business)', [2, 24, 17]],
		['new', null],
		['', null]
	])('%j is read', (text, meant) => expect(versionOf(text)).toEqual(meant));

	it.each([
		[[2, 24, 17], false],
		[[2, 24, 16], true],
		[[2, 23, 99], true],
		[[2, 25, 0], false],
		[[3, 0, 0], false],
		[[2], true]
	])('%j is or is not too old', (version, old) => expect(isTooOld(version)).toBe(old));
});

describe('what stops and what warns', () => {
	it.each<[string, 'coexistence' | 'cloud_api', Partial<Answers>, object]>([
		['all is well', 'coexistence', {}, clear],
		['nothing is answered', 'coexistence', { phone: null, version: '', app: null, provider: null, credit: null }, { stops: [], warnings: ['version'], answered: false }],
		['no number', 'coexistence', { phone: { ...swiss, country: null } }, { ...clear, stops: ['phone'] }],
		['a closed country', 'coexistence', { phone: { ...swiss, country: 'NG', closed: true } }, { ...clear, stops: ['country'] }],
		['a closed country, for a number of the Cloud API', 'cloud_api', { phone: { ...swiss, closed: true }, app: 'neither' }, clear],
		['connected already', 'coexistence', { phone: { ...swiss, connected: true } }, { ...clear, stops: ['here'] }],
		['an old app', 'coexistence', { version: '2.24.16.9' }, { ...clear, stops: ['version'] }],
		['an app of unknown age', 'coexistence', { version: '?' }, { ...clear, warnings: ['version'] }],
		['the personal app', 'coexistence', { app: 'personal' }, { ...clear, warnings: ['personal'] }],
		['no app', 'coexistence', { app: 'neither' }, { ...clear, warnings: ['personal'] }],
		['some app', 'coexistence', { app: 'unknown' }, { ...clear, warnings: ['unknown_app'] }],
		['a new number that is in an app', 'cloud_api', { app: 'business', version: '' }, { ...clear, warnings: ['in_app'] }],
		['another provider', 'coexistence', { provider: 'yes' }, { ...clear, warnings: ['provider'] }],
		['perhaps another provider', 'coexistence', { provider: 'unknown' }, { ...clear, warnings: ['provider'] }],
		['no way to pay', 'coexistence', { credit: 'no' }, { ...clear, warnings: ['credit'] }],
		['perhaps a way to pay', 'coexistence', { credit: 'unknown' }, { ...clear, warnings: ['credit'] }]
	])('%s', (_, mode, change, said) => expect(verdict(mode, { ...well, ...change })).toEqual(said));
});

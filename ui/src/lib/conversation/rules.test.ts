import { describe, expect, test } from 'vitest';
import type { Conversation, Message } from '$lib/api/shapes';
import type { Inbox } from '$lib/live/reduce';
import { nothing } from '$lib/live/reduce';
import { filterOf, queryOf } from './address';
import { days, newest, said, since } from './bubbles';
import { judge } from './limits';
import { pieces, plain } from './pieces';
import { listed, unread, type Filter } from './rows';
import { asOf, closesSoon, hoursAndMinutes, left } from './window';

const all: Filter = { tab: 'all', unread: false, number: null, q: '' };

function conversation(id: string, at: string, more: object = {}): Conversation {
	const last = { message_id: id, preview: id, kind: 'text', direction: 'inbound', origin: 'customer', said_at: at, state: null };
	const contact = { id, name: `Élodie ${id}`, phone: '+41795551234', user_id: null, username: null };
	return { id, number: { id: 'n' }, contact, last, unread: 0, window: { open: true }, assigned_to: null, ...more } as unknown as Conversation;
}

function inbox(...rows: Conversation[]): Inbox {
	return { ...nothing, conversations: new Map(rows.map((row) => [row.id, { at: 1, row }])) };
}

describe('the list', () => {
	const old = conversation('old', '2026-01-01T10:00:00Z');
	const recent = conversation('new', '2026-01-02T10:00:00Z', { unread: 1, assigned_to: { id: 'bob', name: 'Bob' } });
	const ids = (filter: Filter, reach = unread, open: string | null = null) => listed(inbox(old, recent), filter, reach, open, 'bob').map((row) => row.id);

	test.each<[string, Filter, string[]]>([
		['newest first', all, ['new', 'old']],
		['unread', { ...all, unread: true }, ['new']],
		['mine', { ...all, tab: 'mine' }, ['new']],
		['nobody’s', { ...all, tab: 'unassigned' }, ['old']],
		['nobody’s that are unread', { ...all, tab: 'unassigned', unread: true }, []],
		['another number', { ...all, number: 'other' }, []],
		['a name without its accent', { ...all, q: 'elodie new' }, ['new']],
		['a part of the number', { ...all, q: '555 12' }, ['new', 'old']],
		['nobody', { ...all, q: 'zzz' }, []]
	])('shows %s', (_, filter, expected) => expect(ids(filter)).toEqual(expected));

	test('leaves a phone’s past out of the lists of work', () => {
		const past = inbox(conversation('past', '2026-01-01T10:00:00Z', { past: true }), conversation('owned', '2026-01-01T10:00:00Z', { past: true, assigned_to: { id: 'bob', name: 'Bob' } }));
		const shown = (tab: Filter['tab']) => listed(past, { ...all, tab }, unread, null, 'bob').map((row) => row.id);
		expect([shown('mine'), shown('unassigned'), shown('all')]).toEqual([[], [], ['owned', 'past']]);
	});

	test('leaves out what lies below the part that was read', () => {
		expect(ids(all, { found: new Set(), next: 'more', floor: '2026-01-02T00:00:00Z' })).toEqual(['new']);
	});

	test('keeps the open conversation where it is when it no longer belongs', () => {
		expect(ids({ ...all, unread: true }, unread, 'old')).toEqual(['new', 'old']);
	});

	test('trusts the server about what a search finds', () => {
		expect(ids({ ...all, q: 'typo' }, { found: new Set(['old']), next: null, floor: null })).toEqual(['old']);
	});
});

test.each<[string, string]>([
	['', ''],
	['tab=mine&unread=1&number=n&q=a+b', '?tab=mine&unread=1&number=n&q=a+b'],
	['tab=nonsense', '']
])('the address %s gives the filter back', (given, expected) => {
	expect(queryOf(filterOf(new URLSearchParams(given)))).toBe(expected);
});

describe('a thread', () => {
	const told = (id: string, at: string, more: object = {}) =>
		({ id, direction: 'inbound', origin: 'customer', author: null, presumed: null, said_at: at, ...more }) as unknown as Message;
	const messages = [
		told('a', '2026-01-01T10:00:00'),
		told('b', '2026-01-01T10:09:00'),
		told('c', '2026-01-01T10:20:00'),
		told('d', '2026-01-01T10:21:00', { direction: 'outbound', origin: 'phone', presumed: 'Anna' }),
		told('e', '2026-01-02T10:21:00', { direction: 'outbound', origin: 'person', author: { id: 'bob', name: 'Bob' } })
	];

	test('shows bubbles of one voice within ten minutes together, days apart', () => {
		const found = days(messages);
		expect(found.map((day) => day.blocks.flatMap((block) => block.runs).map((run) => run.messages.map((one) => one.id).join('')))).toEqual([['ab', 'c', 'd'], ['e']]);
	});

	test('keeps the objects of what stayed the same', () => {
		const before = days(messages);
		const after = days([...messages, told('f', '2026-01-02T10:22:00')], before);
		expect(after[0]).toBe(before[0]);
		expect(after[1]).not.toBe(before[1]);
		expect(days(messages, before).map((day, index) => day === before[index])).toEqual([true, true]);
	});

	test('keeps the blocks of a day that grew', () => {
		const long = [told('1', '2026-01-01T10:00:00'), told('20', '2026-01-01T10:01:00'), told('38', '2026-01-01T10:02:00')];
		const before = days(long);
		const after = days([...long, told('4', '2026-01-01T10:03:00')], before);
		expect(after[0]!.blocks.map((block, index) => block === before[0]!.blocks[index])).toEqual([true, true, false]);
	});

	test.each<[number, string[]]>([
		[0, []],
		[1, ['e']],
		[2, ['e', 'a']],
		[99, ['e', 'a']]
	])('draws the blocks of its %i newest messages first', (count, keys) => expect([...newest(days(messages), count)]).toEqual(keys));

	test('counts the messages of a block', () => expect(days(messages).map((day) => day.blocks.map(said))).toEqual([[4], [1]]));

	test.each<[string, string]>([
		['2026-01-02T10:21:00', ''],
		['2026-01-01T10:20:00', 'de'],
		['2025-01-01T00:00:00', 'abcde']
	])('tells what was said since %s', (moment, ids) => expect(since(messages, Date.parse(moment)).map((one) => one.id).join('')).toBe(ids));
});

describe('the service window', () => {
	test('closes by itself, and stays as it is until then', () => {
		const window = { open: true, closes_at: '2026-01-02T12:00:00Z', reason: 'open' };
		const conversation = { id: 'a', window } as unknown as Conversation;
		expect(asOf(conversation, Date.parse('2026-01-02T11:59:59Z'))).toBe(conversation);
		expect(asOf(conversation, Date.parse('2026-01-02T12:00:00Z')).window).toEqual({ ...window, open: false, reason: 'expired' });
	});

	const now = Date.parse('2026-01-01T10:00:00Z');
	const closing = (at: string | null, open = true) => ({ open, closes_at: at, reason: open ? 'open' : 'expired' }) as const;

	test.each<[string, ReturnType<typeof closing>, number | null, boolean]>([
		['open for long', closing('2026-01-02T09:00:00Z'), 23 * 3_600_000, false],
		['closing soon', closing('2026-01-01T11:00:00Z'), 3_600_000, true],
		['just over', closing('2026-01-01T09:59:00Z'), 0, true],
		['open without end', closing(null), null, false],
		['closed', closing('2026-01-01T11:00:00Z', false), 0, false]
	])('%s', (_, window, rest, soon) => {
		expect(left(window, now)).toBe(rest);
		expect(closesSoon(window, now)).toBe(soon);
	});

	test('counts whole minutes', () => expect(hoursAndMinutes(3_659_000)).toEqual({ hours: 1, minutes: 0 }));
});

test.each<[string, number, object]>([
	['image/jpeg', 1, { ok: true, kind: 'image' }],
	['audio/ogg; codecs=opus', 1, { ok: true, kind: 'audio' }],
	['application/pdf', 6_000_000, { ok: true, kind: 'document' }],
	['image/png', 5_242_881, { ok: false, why: 'too_large', limit: 5_242_880 }],
	['image/png', 0, { ok: false, why: 'empty' }],
	['image/heic', 1, { ok: false, why: 'wrong_kind' }],
	['', 1, { ok: false, why: 'wrong_kind' }]
])('a file of %s with %d bytes', (type, size, verdict) => expect(judge({ type, size })).toEqual(verdict));

test.each<[string, string[]]>([
	['plain', ['text:plain']],
	['a *bold* _it_ ~no~ `x`', ['text:a ', 'bold:bold', 'text: ', 'italic:it', 'text: ', 'struck:no', 'text: ', 'code:x']],
	['see https://a.test/b?c=1.', ['text:see ', 'link:https://a.test/b?c=1', 'text:.']],
	['2*3*4 snake_case_name', ['text:2*3*4 snake_case_name']],
	['javascript:alert(1) <b>', ['text:javascript:alert(1) <b>']],
	['', []]
])('%s is cut into pieces', (text, expected) => {
	expect(pieces(text).map((piece) => `${piece.as}:${piece.text}`)).toEqual(expected);
});

test('a line of the list shows the words without the marks', () => {
	expect(plain(' Gibt es einen *Veloraum*? https://example.test/a_b')).toBe('Gibt es einen Veloraum? https://example.test/a_b');
});

import { expect, test } from 'vitest';
import { calledBack, outcome, told, type Outcome, type Told } from './signup';

const META = ['https://www.facebook.com', 'https://web.facebook.com', 'https://business.facebook.com'];
const FINISH = '{"data":{"waba_id":"811200340045001"},"type":"WA_EMBEDDED_SIGNUP","event":"FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING","version":3}';
const NEW = '{"data":{"phone_number_id":"100200300400500","waba_id":"811200340045001","business_id":"700600500400300","ad_account_ids":[]},"type":"WA_EMBEDDED_SIGNUP","event":"FINISH","version":3}';
const LEFT = '{"data":{"current_step":"PHONE_NUMBER_VERIFICATION"},"type":"WA_EMBEDDED_SIGNUP","event":"CANCEL","version":3}';
const ERROR = '{"data":{"error_message":"Phone number is blocked","error_code":"524126","session_id":"f34b51dab5e0498","timestamp":"1746041036"},"type":"WA_EMBEDDED_SIGNUP","event":"CANCEL","version":3}';

const finished: Told = { kind: 'finished', waba: '811200340045001', number: null };
const code: Told = { kind: 'code', code: 'AQB' };
const answer: Outcome = { kind: 'answer', code: 'AQB', waba: '811200340045001', number: null };

test.each([
	['finished on the phone', FINISH, finished],
	['a new number', NEW, { kind: 'finished', waba: '811200340045001', number: '100200300400500' }],
	['left at a step', LEFT, { kind: 'cancelled', reason: 'PHONE_NUMBER_VERIFICATION' }],
	['an error that was reported', ERROR, { kind: 'cancelled', reason: '524126' }],
	['the same error as older pages name it', ERROR.replace('error_code', 'error_id'), { kind: 'cancelled', reason: '524126' }],
	['the SDK to itself', 'cb=f123&code=AQB', null],
	['somebody else’s JSON', '{"type":"other"}', null],
	['null', 'null', null]
])('%s', (_, data, expected) => {
	expect(told('https://www.facebook.com', data, META)).toEqual(expected);
});

test.each(['https://evil-facebook.com', 'https://facebook.com.example.org', 'http://www.facebook.com', ''])('%s is nobody', (origin) => {
	expect(told(origin, FINISH, META)).toBeNull();
});

test('what is no text is no message', () => {
	expect(told('https://www.facebook.com', JSON.parse(FINISH), META)).toBeNull();
});

test('a code, or none', () => {
	expect(calledBack({ authResponse: { code: 'AQB' }, status: 'connected' })).toEqual(code);
	expect(calledBack({ authResponse: null, status: 'unknown' })).toEqual({ kind: 'no_code' });
	expect(calledBack(undefined)).toEqual({ kind: 'no_code' });
});

test.each<[string, Told[], boolean, Outcome]>([
	['nothing yet', [], true, { kind: 'waiting' }],
	['the message first', [finished, code], true, answer],
	['the code first', [code, finished], true, answer],
	['half of it', [code], true, { kind: 'waiting' }],
	['a message that never comes', [code], false, { ...answer, waba: null }],
	['a code that never comes', [finished, { kind: 'no_code' }], false, { kind: 'lost' }],
	['left, and the callback after it', [{ kind: 'cancelled', reason: 'PERMISSIONS' }, { kind: 'no_code' }], true, { kind: 'cancelled', reason: 'PERMISSIONS' }],
	['a closed window, whose word may still come', [{ kind: 'no_code' }], true, { kind: 'waiting' }],
	['a closed window', [{ kind: 'no_code' }], false, { kind: 'cancelled', reason: '' }],
	['left and begun again in the same window', [{ kind: 'cancelled', reason: 'PERMISSIONS' }, code, finished], true, answer]
])('%s', (_, all, patient, expected) => {
	expect(outcome(all, patient)).toEqual(expected);
});

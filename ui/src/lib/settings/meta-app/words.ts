/** The sentence of each finding, the bad ones with what mends them. */
import { m } from '$lib/paraglide/messages';
import type { Finding } from './server';

type About = Record<'name' | 'code' | 'version' | 'answered' | 'config_id' | 'url' | 'wanted' | 'fields' | 'count', string>;

const sentences: Record<string, (about: About) => string> = {
	key_good: m.ma_key_good,
	key_wrong: m.ma_key_wrong,
	secret_unreadable: m.ma_secret_unreadable,
	app_refused: m.ma_app_refused,
	app_unreachable: m.ma_app_unreachable,
	app_silent: m.ma_app_silent,
	version_good: m.ma_version_good,
	version_untold: m.ma_version_untold,
	version_over: m.ma_version_over,
	version_unknown: m.ma_version_unknown,
	configuration_good: m.ma_configuration_good,
	configuration_missing: m.ma_configuration_missing,
	callback_good: m.ma_callback_good,
	callback_private: m.ma_callback_private,
	callback_missing: m.ma_callback_missing,
	callback_elsewhere: m.ma_callback_elsewhere,
	callback_inactive: m.ma_callback_inactive,
	subscription_untold: m.ma_subscription_untold,
	fields_good: m.ma_fields_good,
	fields_missing: m.ma_fields_missing,
	fields_useful: m.ma_fields_useful,
	handshake_answered: m.ma_handshake_answered,
	handshake_refused: m.ma_handshake_refused,
	handshake_unreachable: m.ma_handshake_unreachable,
	handshake_barred: m.ma_handshake_barred,
	unchecked: m.ma_unchecked
};

const steps: Record<Finding['step'], () => string> = {
	key: m.ma_step_key,
	version: m.ma_step_version,
	configuration: m.ma_step_configuration,
	callback: m.ma_step_callback,
	fields: m.ma_step_fields,
	verification: m.ma_step_verification
};

export const stepName = (step: Finding['step']): string => steps[step]();
export const inSentence = ({ code, about }: Finding): string => (sentences[code] ?? m.ma_unchecked)(about as About);

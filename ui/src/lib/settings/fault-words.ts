import { NotDone } from '$lib/account/factors';
import { Refused } from '$lib/api/refusal';
import { inWords } from '$lib/api/refusal-words';
import { m } from '$lib/paraglide/messages';

const sentences: Record<string, () => string> = {
	network: m.fault_network,
	no_phone: m.fault_no_phone,
	app_key_wrong: m.fault_app_key,
	app_secret_unreadable: m.ma_secret_unreadable,
	app_taken: m.fault_app_taken,
	app_of_installation: m.ma_foreign,
	app_in_use: m.fault_app_used,
	callback_refused: m.fault_callback,
	meta_id_invalid: m.fault_meta_id,
	secret_too_short: m.fault_secret_short,
	last_owner: m.fault_last_owner,
	already_member: m.fault_already_member,
	already_invited: m.fault_already_invited,
	name_taken: m.fault_name_taken,
	team_exists: m.fault_name_taken,
	invalid: m.fault_invalid,
	validation: m.fault_invalid,
	hours_overlap: m.fault_hours,
	expired: m.fault_invitation_over,
	passkey_failed: m.passkey_failed,
	incorrect_code: m.sign_in_wrong_code,
	too_often: m.sign_in_too_often,
	not_confirmed: m.fault_not_confirmed,
	reauthentication_required: m.fault_not_confirmed,
	enter_current_password: m.fault_current_password,
	email_invalid: m.fault_email,
	sign_in_first: m.fault_sign_in_first,
	code_over: m.fault_code_over,
	scopes_missing: m.fault_scopes,
	token_foreign: m.fault_token,
	account_foreign: m.fault_token,
	account_missing: m.fault_account,
	joining_elsewhere: m.fault_elsewhere,
	pin_invalid: m.fault_pin,
	meta_refused: m.fault_meta,
	meta_unreachable: m.fault_meta_far,
	meta_silent: m.fault_meta_far,
	number_taken: m.fault_number_taken,
	webhook_url_invalid: m.fault_webhook_url,
	webhook_insecure: m.fault_webhook_insecure,
	webhook_private: m.fault_webhook_private,
	webhooks_full: m.fault_webhooks_full,
	webhook_off: m.fault_webhook_off,
	sync_used: m.wa_code_2593107,
	sync_too_late: m.wa_code_2593108,
	review_open: m.fault_review_open,
	review_late: m.wa_code_2593108,
	review_over: m.fault_review_over,
	private_unreadable: m.fault_private_unreadable,
	contacts_first: m.wa_contacts_first,
	password_weak: m.fault_password_weak,
	password_too_short: m.fault_password_short,
	password_too_common: m.fault_password_common,
	password_too_similar: m.fault_password_similar,
	password_entirely_numeric: m.fault_password_common
};

/** A sentence for whatever went wrong in the settings; allauth's codes and the API's are looked up in one table. */
export function faultInWords(fault: unknown): string {
	const code = fault instanceof Refused || fault instanceof NotDone ? fault.code : 'other';
	return sentences[code]?.() ?? inWords(fault);
}

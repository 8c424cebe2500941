"""Embedded Signup: the partner's customer brings a number, screen by screen (Meta: Onboard Business app users)."""

from typing import Any

from bothends import national, views
from bothends.meta import session_info
from bothends.meta.bodies import Item
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Code, Number, Signup, Step, Waba

Json = dict[str, Any]
APP_FEATURE = "whatsapp_business_app_onboarding"
_SCREENS: dict[Step, str] = {
    "BUSINESS_ACCOUNT_SELECTION": "account",
    "WABA_PHONE_PROFILE_PICKER": "way",
    "WHATSAPP_BUSINESS_PROFILE_SETUP": "profile",
    "PHONE_NUMBER_SETUP": "number",
    "PHONE_NUMBER_VERIFICATION": "verification",
    "PERMISSIONS": "finish",
}


def begin(sandbox: Sandbox, app_id: str, config_id: str, feature: str) -> Signup:
    app = sandbox.world.app(app_id)
    signup = Signup(sandbox.chance.digits(15, "signup id"), app.id, config_id, feature, sandbox.clock.now())
    sandbox.world.signups[signup.id] = signup
    return _at(sandbox, signup, "BUSINESS_ACCOUNT_SELECTION")


def choose_account(sandbox: Sandbox, signup: Signup, waba_id: str, name: str) -> Signup:
    """A WABA there is, or a new one of this name in a new portfolio."""
    _expect(signup, "BUSINESS_ACCOUNT_SELECTION")
    signup.waba_id = sandbox.world.waba(waba_id).id if waba_id else _new_waba(sandbox, name).id
    asks = signup.feature == APP_FEATURE
    return _at(sandbox, signup, "WABA_PHONE_PROFILE_PICKER" if asks else "WHATSAPP_BUSINESS_PROFILE_SETUP")


def _new_waba(sandbox: Sandbox, name: str) -> Waba:
    if not name.strip():
        raise Refused("missing_name", "Give the new account a name.")
    waba = Waba(sandbox.chance.digits(15, "waba id"), name.strip(), sandbox.chance.digits(15, "business id"))
    sandbox.world.wabas[waba.id] = waba
    sandbox.announce_world("waba", views.waba_view(waba))
    return waba


def choose_way(sandbox: Sandbox, signup: Signup, *, existing: bool) -> Signup:
    _expect(signup, "WABA_PHONE_PROFILE_PICKER")
    signup.existing = existing
    return _at(sandbox, signup, "PHONE_NUMBER_SETUP" if existing else "WHATSAPP_BUSINESS_PROFILE_SETUP")


def give_profile(sandbox: Sandbox, signup: Signup, name: str) -> Signup:
    _expect(signup, "WHATSAPP_BUSINESS_PROFILE_SETUP")
    if not name.strip():
        raise Refused("missing_name", "Give the name that customers shall see.")
    signup.name = name.strip()
    return _at(sandbox, signup, "PHONE_NUMBER_SETUP")


def give_number(sandbox: Sandbox, signup: Signup, phone: str) -> Signup:
    """Makes the code: to be entered on the phone that has the app, or sent to a new number by SMS."""
    _expect(signup, "PHONE_NUMBER_SETUP")
    digits = national.digits(phone)
    if not 7 <= len(digits) <= 15:
        raise Refused("bad_phone", "Give the whole phone number with its country code, as in +41 44 555 01 01.")
    if signup.existing:
        signup.number_id = _waiting_phone(sandbox, digits).id
    else:
        _check_free(sandbox, digits)
    signup.phone = digits
    signup.code = sandbox.chance.digits(8 if signup.existing else 6, "verification code")
    return _at(sandbox, signup, "PHONE_NUMBER_VERIFICATION")


def _waiting_phone(sandbox: Sandbox, digits: str) -> Number:
    number = next((one for one in sandbox.world.numbers.values() if one.phone == digits), None)
    if number is None or not number.has_app:
        raise Refused.conflict("no_such_phone", f"No phone here has the WhatsApp Business app with +{digits}.")
    if number.connected and number.registered:
        raise Refused.conflict("connected", "This number is connected already; disconnect it on its phone first.")
    return number


def _check_free(sandbox: Sandbox, digits: str) -> None:
    world = sandbox.world
    if digits in world.by_phone or any(number.phone == digits for number in world.numbers.values()):
        raise Refused.conflict("phone_in_use", f"+{digits} is in use on WhatsApp already. Take another number.")


def verify(sandbox: Sandbox, signup: Signup, code: str) -> Signup:
    """The code that came by SMS to a new number."""
    _expect(signup, "PHONE_NUMBER_VERIFICATION")
    if signup.existing:
        raise Refused.conflict("on_the_phone", "The code is entered on the phone: POST /numbers/{number}/connect.")
    _check_code(signup, code)
    return _at(sandbox, signup, "PERMISSIONS")


def connect(sandbox: Sandbox, number: Number, code: str, *, share_history: bool) -> Signup:
    """On the phone: "Connect to the Business Platform", the code, and whether past chats may be shared."""
    signup = _waiting_signup(sandbox, number)
    _check_code(signup, code)
    signup.share_history = share_history
    return _at(sandbox, signup, "PERMISSIONS")


def _waiting_signup(sandbox: Sandbox, number: Number) -> Signup:
    signups = reversed(sandbox.world.signups.values())
    mine = (one for one in signups if one.number_id == number.id and one.step == "PHONE_NUMBER_VERIFICATION")
    signup = next(mine, None)
    if signup is None:
        raise Refused.conflict("no_signup", "No signup waits for this phone. Begin it on the partner's page.")
    return signup


def _check_code(signup: Signup, code: str) -> None:
    if national.digits(code) != signup.code:
        raise Refused("wrong_code", "This is not the code that is shown. Check it and enter it again.")


def finish(sandbox: Sandbox, signup: Signup) -> Json:
    """The number is on the platform from now on. Asked once more, only the code is a new one.

    → {"code", "message", "order"}: the code for `FB.login`'s callback, what is posted to the opener, which comes first
    """
    if signup.step != "FINISHED":
        _expect(signup, "PERMISSIONS")
        _onboard(sandbox, signup)
        _at(sandbox, signup, "FINISHED")
    waba = sandbox.world.waba(str(signup.waba_id))
    told = session_info.new_number(str(signup.number_id), waba.id, waba.business_id)
    if signup.existing:
        told = session_info.connected_app(waba.id)
    code = issue_code(sandbox, signup.app_id, (waba.id,))
    return {"code": code, "message": told, "order": sandbox.settings.signup_order}


def issue_code(sandbox: Sandbox, app_id: str, waba_ids: tuple[str, ...]) -> str:
    code = Code("AQB" + sandbox.chance.hex(60, "signup code"), app_id, waba_ids, sandbox.clock.now())
    sandbox.world.codes[code.code] = code
    return code.code


def _onboard(sandbox: Sandbox, signup: Signup) -> None:
    number = _connected(sandbox, signup) if signup.existing else _made(sandbox, signup)
    signup.number_id = number.id
    sandbox.announce_world("number", views.number_view(number))
    _tell_partner(sandbox, signup)


def _connected(sandbox: Sandbox, signup: Signup) -> Number:
    number = sandbox.world.number(str(signup.number_id))
    number.waba_id = str(signup.waba_id)
    number.connected, number.registered, number.removed = True, True, False
    number.onboarded_at, number.share_history = sandbox.clock.now(), bool(signup.share_history)
    number.synced.clear()
    return number


def _made(sandbox: Sandbox, signup: Signup) -> Number:
    phone = str(signup.phone)
    _check_free(sandbox, phone)
    number_id, now = sandbox.chance.digits(15, "number id"), sandbox.clock.now()
    number = Number(number_id, str(signup.waba_id), phone, str(signup.name), "", "cloud_api", now, registered=False)
    sandbox.world.numbers[number.id] = number
    return number


def _tell_partner(sandbox: Sandbox, signup: Signup) -> None:
    waba, partner = sandbox.world.waba(str(signup.waba_id)), sandbox.world.app(signup.app_id)
    sandbox.post.send(
        Item(
            waba_id=waba.id,
            number_id=str(signup.number_id),
            customer_id="",
            field="account_update",
            kind="PARTNER_ADDED",
            value={
                "event": "PARTNER_ADDED",
                "waba_info": {"waba_id": waba.id, "owner_business_id": waba.business_id},
            },
            time=int(sandbox.clock.now()),
            entry_id=partner.business_id or waba.business_id,
            app_id=partner.id,
        )
    )


def cancel(sandbox: Sandbox, signup: Signup, error: str, code: str) -> Json:
    """Gives up, with an error to report or without.

    → {"message", "order"}: the screen it was left on, or the error, as it is posted to the opener
    """
    if signup.step not in _SCREENS:
        raise Refused.conflict("over", "This signup is over.")
    told = session_info.abandoned(signup.step)
    if error:
        key, session_id = sandbox.settings.signup_error_key, sandbox.chance.hex(15, "signup session")
        told = session_info.reported(error, code, key=key, session_id=session_id, at=sandbox.clock.now())
    _at(sandbox, signup, "CANCELLED")
    return {"message": told, "order": sandbox.settings.signup_order}


def _expect(signup: Signup, step: Step) -> None:
    if signup.step != step:
        now = _SCREENS.get(signup.step)
        waits = f"It waits for {now}." if now else "It is over."
        raise Refused.conflict("not_this_step", f"This signup is at {signup.step}. {waits}")


def _at(sandbox: Sandbox, signup: Signup, step: Step) -> Signup:
    signup.step = step
    sandbox.announce_world("signup", views.signup_view(signup))
    return signup

"""Embedded Signup: a number comes from its phone or is new, and what page, app and Graph are told."""

import pytest

PHONE, WABA, APP = "100200300400500", "811200340045001", "1029384756"
PARTNER, START = "600500400300200", 1_790_000_000
COEXISTENCE = "whatsapp_business_app_onboarding"
STEPS = (
    "BUSINESS_ACCOUNT_SELECTION",
    "WABA_PHONE_PROFILE_PICKER",
    "PHONE_NUMBER_SETUP",
    "PHONE_NUMBER_VERIFICATION",
    "PERMISSIONS",
)


@pytest.fixture
def bakery(play):
    """A phone with the Business app that nobody has connected yet."""
    return play.api("POST", "/numbers", {"phone": "+41 44 555 03 03", "name": "Bakery", "connected": False})["id"]


def begun(play, feature=COEXISTENCE):
    return play.api("POST", "/signups", {"app_id": APP, "config_id": "5566778899", "feature": feature})


def goes(play, signup, screen, **body):
    return play.api("POST", f"/signups/{signup['id']}/{screen}", body)


def refused(play, path, status, **body):
    return play.api("POST", path, body, status=status)["error"]["code"]


def brought(play, bakery, step="PERMISSIONS", *, share_history=True):
    """A signup of the bakery's phone, gone through until this step."""
    signup = begun(play)
    acts = [
        lambda _: goes(play, signup, "account", waba_id=WABA),
        lambda _: goes(play, signup, "way", existing=True),
        lambda _: goes(play, signup, "number", phone="+41445550303"),
        lambda at: connects(play, bakery, at["code"], share_history=share_history),
    ]
    for act in acts[: STEPS.index(step)]:
        signup = act(signup)
    assert signup["step"] == step
    return signup


def connects(play, number, code, *, share_history=True):
    return play.api("POST", f"/numbers/{number}/connect", {"code": code, "share_history": share_history})


def token_for(play, code):
    secret = play.sandbox.world.apps[APP].secret
    query = {"client_id": APP, "client_secret": secret, "code": code}
    return play.http.get(f"{play.url}/v25.0/oauth/access_token", params=query).json()["access_token"]


def test_a_phone_that_is_not_connected_is_unknown_to_graph_and_tells_nothing(play, bakery):
    listed = play.graph("GET", f"{WABA}/phone_numbers?fields=id").json()["data"]
    assert bakery not in [number["id"] for number in listed]
    for method, path in (("GET", bakery), ("POST", f"{bakery}/smb_app_data")):
        assert play.graph(method, path).json()["error"]["error_subcode"] == 33
    play.writes(number=bakery)
    play.agent_writes(number=bakery)
    play.settle()
    assert play.callback.bodies == []


def test_only_a_number_of_the_app_can_be_without_the_platform(play):
    body = {"phone": "+41445550304", "mode": "cloud_api", "connected": False}
    assert play.api("POST", "/numbers", body, status=400)["error"]["code"] == "bad_connected"


@pytest.mark.parametrize("share_history", [True, False])
def test_a_phone_is_connected_by_its_code_and_says_whether_history_is_shared(play, bakery, share_history):
    play.turn(3600)
    signup = brought(play, bakery, share_history=share_history)
    told = goes(play, signup, "finish")
    assert told["message"] == {
        "data": {"waba_id": WABA},
        "type": "WA_EMBEDDED_SIGNUP",
        "event": "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
        "version": 3,
    }
    number = play.sandbox.world.number(bakery)
    assert (number.connected, number.has_app, number.share_history) == (True, True, share_history)
    assert (number.onboarded_at, number.synced) == (pytest.approx(START + 3600, abs=5), set())
    token = token_for(play, told["code"])
    seen = play.http.get(f"{play.url}/v25.0/{bakery}?fields=is_on_biz_app&access_token={token}").json()
    assert seen == {"is_on_biz_app": True, "id": bakery}
    play.writes(number=bakery)
    play.settle()
    assert len(play.callback.items("messages")) == 1


def test_the_partner_hears_of_it_under_its_own_portfolio_though_it_is_not_subscribed(play, bakery):
    play.sandbox.world.wabas[WABA].apps.clear()
    goes(play, brought(play, bakery), "finish")
    play.settle()
    [entry] = [entry for body in play.callback.bodies for entry in body["entry"]]
    waba_info = {"waba_id": WABA, "owner_business_id": "700600500400300"}
    value = {"event": "PARTNER_ADDED", "waba_info": waba_info}
    assert entry == {"id": PARTNER, "time": START, "changes": [{"value": value, "field": "account_update"}]}


def test_a_new_number_is_made_without_app_and_waits_to_be_registered(play):
    signup = goes(play, begun(play, ""), "account", name="Casa Nova")
    assert signup["step"] == "WHATSAPP_BUSINESS_PROFILE_SETUP"
    goes(play, signup, "profile", name="Casa Nova Hotline")
    code = goes(play, signup, "number", phone="+41 44 555 09 09")["code"]
    assert len(code) == 6
    goes(play, signup, "verification", code=f"{code[:3]}-{code[3:]}")
    told = goes(play, signup, "finish")
    waba = play.sandbox.world.wabas[signup["waba_id"]]
    number = next(one for one in play.sandbox.world.numbers.values() if one.phone == "41445550909")
    empty = ("ad_account_ids", "page_ids", "dataset_ids", "catalog_ids", "instagram_account_ids")
    ids = {"phone_number_id": number.id, "waba_id": waba.id, "business_id": waba.business_id}
    data = {**ids, **{name: [] for name in empty}}
    assert told["message"] == {"data": data, "type": "WA_EMBEDDED_SIGNUP", "event": "FINISH", "version": 3}
    assert (waba.name, number.name, number.has_app, number.registered) == (
        "Casa Nova",
        "Casa Nova Hotline",
        False,
        False,
    )
    headers = {"Authorization": f"Bearer {token_for(play, told['code'])}"}
    body = {"messaging_product": "whatsapp", "pin": "123456"}
    answer = play.http.post(f"{play.url}/v25.0/{number.id}/register", json=body, headers=headers)
    assert answer.json() == {"success": True}
    assert number.registered


@pytest.mark.parametrize("step", STEPS)
def test_whoever_leaves_tells_on_which_screen(play, bakery, step):
    signup = brought(play, bakery, step)
    assert goes(play, signup, "cancel")["message"] == {
        "data": {"current_step": step},
        "type": "WA_EMBEDDED_SIGNUP",
        "event": "CANCEL",
        "version": 3,
    }
    assert not play.sandbox.world.number(bakery).connected
    assert refused(play, f"/signups/{signup['id']}/finish", 409) == "not_this_step"
    assert refused(play, f"/signups/{signup['id']}/cancel", 409) == "over"


@pytest.mark.parametrize("key", ["error_code", "error_id"])
def test_a_reported_error_names_its_code_under_either_key(play, key):
    play.api("PATCH", "/settings", {"signup_error_key": key, "signup_order": "callback_first"})
    told = goes(play, begun(play), "cancel", error_message="Phone number is blocked", error_code="524126")
    assert told["order"] == "callback_first"
    data = told["message"]["data"]
    assert len(data.pop("session_id")) == 15
    assert data == {"error_message": "Phone number is blocked", key: "524126", "timestamp": str(START)}
    assert told["message"]["event"] == "CANCEL"


def test_a_wrong_code_is_refused_in_a_sentence_and_the_phone_may_try_again(play, bakery):
    signup = brought(play, bakery, "PHONE_NUMBER_VERIFICATION")
    path = f"/numbers/{bakery}/connect"
    assert refused(play, path, 400, code="11111111", share_history=True) == "wrong_code"
    assert refused(play, path, 400, code=signup["code"]) == "bad_share_history"
    assert refused(play, f"/signups/{signup['id']}/verification", 409, code=signup["code"]) == "on_the_phone"
    assert connects(play, bakery, signup["code"])["step"] == "PERMISSIONS"
    assert refused(play, path, 409, code=signup["code"], share_history=True) == "no_signup"


def test_phones_that_cannot_be_brought_are_refused(play, bakery):
    existing = brought(play, bakery, "PHONE_NUMBER_SETUP")
    path = f"/signups/{existing['id']}/number"
    assert refused(play, path, 400, phone="12") == "bad_phone"
    assert refused(play, path, 409, phone="+41445559999") == "no_such_phone"
    assert refused(play, path, 409, phone="+41445550102") == "no_such_phone"  # a number of the Cloud API alone
    assert refused(play, path, 409, phone="+41445550101") == "connected"
    new = goes(play, begun(play, ""), "account", waba_id=WABA)
    goes(play, new, "profile", name="Hotline")
    assert refused(play, f"/signups/{new['id']}/number", 409, phone="+41445550101") == "phone_in_use"
    assert refused(play, f"/signups/{new['id']}/number", 409, phone="+41791234567") == "phone_in_use"


@pytest.mark.parametrize("event", ["disconnect", "offboard"])
def test_a_phone_that_was_lost_is_connected_again_and_may_be_synced_again(play, event):
    ask = {"messaging_product": "whatsapp", "sync_type": "history"}
    assert play.graph("POST", f"{PHONE}/smb_app_data", ask).status_code == 200
    play.api("POST", f"/numbers/{PHONE}/{event}", {})
    signup = goes(play, begun(play), "account", waba_id=WABA)
    goes(play, signup, "way", existing=True)
    connects(play, PHONE, goes(play, signup, "number", phone="+41445550101")["code"], share_history=False)
    goes(play, signup, "finish")
    assert play.graph("POST", f"{PHONE}/smb_app_data", ask).status_code == 200
    assert play.send().status_code == 200


def test_a_disconnected_phone_tells_the_partner_nothing_more(play):
    play.api("POST", f"/numbers/{PHONE}/disconnect", {})
    play.agent_writes()
    play.settle()
    assert [value["event"] for value in play.callback.changes()] == ["PARTNER_REMOVED"]


def test_asked_again_a_finished_signup_gives_a_fresh_code_and_tells_the_partner_once(play, bakery):
    signup = brought(play, bakery)
    first = goes(play, signup, "finish")
    play.turn(60)
    again = goes(play, signup, "finish")
    assert again["message"] == first["message"]
    assert token_for(play, again["code"])
    assert [value["event"] for value in play.callback.changes("account_update")] == ["PARTNER_ADDED"]

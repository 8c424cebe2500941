"""The Graph API: nodes, tokens, apps, and what it refuses."""

import pytest

PHONE, HOTLINE, WABA, APP = "100200300400500", "100200300400501", "811200340045001", "1029384756"


def test_a_number_shows_metas_default_fields_and_the_asked_ones(play):
    shown = play.graph("GET", PHONE).json()
    assert shown == {
        "verified_name": "Kiosk Nord",
        "code_verification_status": "VERIFIED",
        "display_phone_number": "+41 44 555 01 01",
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "last_onboarded_time": "2026-09-21T14:13:20+0000",
        "id": PHONE,
    }
    asked = play.graph("GET", f"{PHONE}?fields=is_on_biz_app,platform_type").json()
    assert asked == {"is_on_biz_app": True, "platform_type": "CLOUD_API", "id": PHONE}
    assert play.graph("GET", f"{HOTLINE}?fields=is_on_biz_app").json()["is_on_biz_app"] is False
    unknown = play.graph("GET", f"{PHONE}?fields=colour")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, 100)


def test_numbers_of_a_waba_come_in_pages(play):
    first = play.graph("GET", f"{WABA}/phone_numbers?fields=id&limit=1").json()
    assert first["data"] == [{"id": PHONE}]
    assert "next" in first["paging"]
    after = first["paging"]["cursors"]["after"]
    second = play.graph("GET", f"{WABA}/phone_numbers?fields=id&limit=1&after={after}").json()
    assert second["data"] == [{"id": HOTLINE}]
    assert "next" not in second["paging"]


def test_every_version_and_none_lead_to_the_same_place(play):
    headers = {"Authorization": f"Bearer {play.token}"}
    answers = [play.http.get(f"{play.url}{v}/{PHONE}", headers=headers).json() for v in ("", "/v19.0", "/v26.0")]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("header", "text"),
    [({}, "access token is required"), ({"Authorization": "Bearer nope"}, "Cannot parse access token")],
)
def test_without_a_good_token_the_answer_is_190(play, header, text):
    answer = play.http.get(f"{play.url}/v25.0/{PHONE}", headers=header)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == 190
    assert text in answer.json()["error"]["message"]


def test_a_token_expires_by_the_clock_and_can_be_withdrawn(play):
    play.api("POST", "/tokens", {"token": "EAAshort", "expires_at": play.sandbox.clock.now() + 60})
    headers = {"Authorization": "Bearer EAAshort"}
    assert play.http.get(f"{play.url}/v25.0/{PHONE}", headers=headers).status_code == 200
    play.turn(61)
    error = play.http.get(f"{play.url}/v25.0/{PHONE}", headers=headers).json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 463)
    play.api("PATCH", "/tokens", {"token": play.token, "valid": False})
    assert play.graph("GET", PHONE).status_code == 401


def test_a_token_sees_only_its_wabas(play):
    play.api("POST", "/wabas", {"id": "99", "name": "Other"})
    play.api("POST", "/tokens", {"token": "EAAother", "waba_ids": ["99"]})
    answer = play.http.get(f"{play.url}/v25.0/{PHONE}", headers={"Authorization": "Bearer EAAother"})
    assert (answer.json()["error"]["code"], answer.json()["error"]["error_subcode"]) == (100, 33)


def exchanged(play, code, secret=None, app_id=APP):
    """What the code is answered, by an app that shows its secret."""
    known = play.sandbox.world.apps[app_id]
    query = {"client_id": app_id, "client_secret": secret or known.secret, "code": code}
    return play.http.get(f"{play.url}/v25.0/oauth/access_token", params=query)


def test_a_code_becomes_a_token_that_sees_the_signed_up_wabas(play):
    play.api("POST", "/wabas", {"id": "99", "name": "Other"})
    code = play.api("POST", "/codes", {"app_id": APP, "waba_ids": [WABA]})["code"]
    token = exchanged(play, code).json()
    assert token["token_type"] == "bearer"
    seen = play.graph("GET", f"debug_token?input_token={token['access_token']}").json()["data"]
    assert seen["is_valid"]
    assert seen["granular_scopes"][0] == {"scope": "whatsapp_business_management", "target_ids": [WABA]}
    other = play.http.get(f"{play.url}/v25.0/99", headers={"Authorization": f"Bearer {token['access_token']}"})
    assert (other.json()["error"]["code"], other.json()["error"]["error_subcode"]) == (100, 33)


def test_a_code_is_good_once_for_thirty_seconds_and_for_its_app(play):
    other = play.api("POST", "/apps", {"id": "77", "name": "Other"})
    code = play.api("POST", "/codes", {"app_id": APP, "waba_ids": [WABA]})["code"]
    assert exchanged(play, "AQB").json()["error"]["code"] == 100
    assert exchanged(play, code, other["secret"], "77").json()["error"]["code"] == 100
    assert exchanged(play, code, "wrong").json()["error"]["code"] == 101
    assert exchanged(play, code).status_code == 200
    assert exchanged(play, code).json()["error"]["error_subcode"] == 36009
    late = play.api("POST", "/codes", {"app_id": APP, "waba_ids": [WABA]})["code"]
    play.turn(31)
    assert exchanged(play, late).json()["error"]["error_subcode"] == 36007


def test_an_app_subscribes_a_waba_with_and_without_an_address_of_its_own(play):
    assert play.graph("DELETE", f"{WABA}/subscribed_apps").json() == {"success": True}
    play.writes()
    play.settle()
    assert play.callback.bodies == []
    assert play.graph("POST", f"{WABA}/subscribed_apps").json() == {"success": True}
    own = {"override_callback_uri": play.callback.url, "verify_token": play.callback.verify_token}
    assert play.graph("POST", f"{WABA}/subscribed_apps", own).json() == {"success": True}
    [app] = play.graph("GET", f"{WABA}/subscribed_apps").json()["data"]
    assert app["whatsapp_business_api_data"]["id"] == APP
    assert app["override_callback_uri"] == play.callback.url
    refused = play.graph("POST", f"{WABA}/subscribed_apps", {**own, "verify_token": "wrong"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 2200)


def test_an_apps_callback_is_set_with_its_own_token_and_metas_handshake(play):
    app = play.sandbox.world.apps[APP]
    body = {
        "object": "whatsapp_business_account",
        "callback_url": play.callback.url,
        "verify_token": play.callback.verify_token,
        "fields": "smb_message_echoes",
    }
    assert play.graph("POST", f"{APP}/subscriptions", body).status_code == 400
    headers = {"Authorization": f"Bearer {APP}|{app.secret}"}
    address = f"{play.url}/v25.0/{APP}/subscriptions"
    wrong = play.http.post(address, json={**body, "verify_token": "x"}, headers=headers)
    assert wrong.json()["error"]["code"] == 2200
    assert play.http.post(address, json=body, headers=headers).json() == {"success": True}
    [seen] = play.http.get(address, headers=headers).json()["data"]
    assert [field["name"] for field in seen["fields"]] == ["smb_message_echoes"]
    play.writes()
    play.agent_writes()
    play.settle()
    assert [body["entry"][0]["changes"][0]["field"] for body in play.callback.bodies] == ["smb_message_echoes"]


def test_a_number_may_have_a_callback_of_its_own(play):
    play.sandbox.world.apps[APP].subscription = None
    own = {"override_callback_uri": play.callback.url, "verify_token": play.callback.verify_token}
    assert play.graph("POST", PHONE, {"webhook_configuration": own}).json() == {"success": True}
    seen = play.graph("GET", f"{PHONE}?fields=webhook_configuration").json()
    assert seen["webhook_configuration"] == {"phone_number": play.callback.url}
    play.writes()
    play.writes(number=HOTLINE)
    play.settle()
    assert len(play.callback.bodies) == 1


def test_coexistence_cannot_be_registered_or_deregistered(play):
    for path in ("register", "deregister"):
        answer = play.graph("POST", f"{PHONE}/{path}", {"messaging_product": "whatsapp", "pin": "123456"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    assert play.graph("POST", f"{HOTLINE}/deregister").json() == {"success": True}
    assert play.send(number=HOTLINE).json()["error"]["code"] == 133010


def test_each_sync_can_be_asked_for_once_within_24_hours(play):
    ask = {"messaging_product": "whatsapp", "sync_type": "smb_app_state_sync"}
    assert play.graph("POST", f"{PHONE}/smb_app_data", ask).json()["request_id"]
    assert play.graph("POST", f"{PHONE}/smb_app_data", ask).json()["error"]["code"] == 2593107
    play.turn(24 * 3600 + 1)
    late = play.graph("POST", f"{PHONE}/smb_app_data", {**ask, "sync_type": "history"})
    assert (late.status_code, late.json()["error"]["code"]) == (400, 2593108)


def test_unknown_paths_and_nodes_answer_as_graph_does(play):
    assert play.graph("GET", "1234567").json()["error"]["error_subcode"] == 33
    assert play.graph("GET", f"{PHONE}/colours").json()["error"]["code"] == 2500
    assert play.http.get(f"{play.url}/sandbox/api/nothing").status_code == 404


@pytest.mark.parametrize(("app", "code"), [(APP, 190), ("999", 101)])
def test_an_apps_own_token_is_refused_for_its_secret_or_its_id(play, app, code):
    headers = {"Authorization": f"Bearer {app}|not-the-secret"}
    assert play.http.get(f"{play.url}/v25.0/{APP}", headers=headers).json()["error"]["code"] == code


def test_the_version_that_answers_is_told_and_one_that_is_not_born_is_no_path(play):
    headers = {"Authorization": f"Bearer {play.token}"}
    answers = [play.http.get(f"{play.url}/{asked}/{PHONE}", headers=headers) for asked in ("v25.0", "v3.0", "v99.0")]
    assert [answer.headers.get("facebook-api-version") for answer in answers] == ["v25.0", "v21.0", None]
    assert answers[2].json()["error"]["code"] == 2500

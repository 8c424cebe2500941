"""Two people on two phones, live."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_what_a_customer_writes_appears_in_the_agents_app(phones):
    phones.customer.get_by_role("button", name="New conversation").first.click()
    phones.customer.get_by_role("button", name=re.compile(r"^Kiosk Nord \+41 44 555 01 01")).click()
    phones.write(phones.customer, "Is the flat still free?")

    row = phones.agent.locator(".chat-row", has_text="Ines Roth")
    expect(row).to_contain_text("Is the flat still free?")
    expect(row.get_by_role("img", name="1 unread message")).to_be_visible()
    expect(phones.agent.locator("[aria-live]")).to_have_text("New message from Ines Roth: Is the flat still free?")


def test_opening_a_chat_turns_the_writers_tick_to_read(sandbox, phones):
    sandbox.agent_sends(type="text", text="It is.")
    phones.agent.locator(".chat-row").click()
    mine = phones.message(phones.agent, "It is.")
    expect(mine.get_by_role("img", name="Delivered")).to_be_visible()

    phones.customer.locator(".chat-row").click()
    expect(mine.get_by_role("img", name="Read")).to_be_visible()


def test_a_tap_counts_though_the_list_changes_under_the_finger(sandbox, phones):
    sandbox.agent_sends(type="text", text="It is.")
    row = phones.customer.locator(".chat-row")
    row.hover()
    row.page.mouse.down()
    sandbox.agent_sends(type="text", text="Come and see it.")
    row.page.wait_for_timeout(500)
    expect(row).to_contain_text("It is.")
    row.page.mouse.up()
    expect(phones.message(phones.customer, "Come and see it.")).to_be_visible()


def test_the_agent_answers_and_the_app_says_it_was_the_phone(chatting):
    chatting.write(chatting.agent, "Yes, it is.")
    expect(chatting.message(chatting.customer, "Yes, it is.")).to_be_visible()
    expect(chatting.message(chatting.agent, "Yes, it is.").locator(".origin")).to_have_text("phone")
    expect(chatting.message(chatting.customer, "Yes, it is.").locator(".origin")).to_have_count(0)


def test_a_message_by_api_says_so_in_the_app(sandbox, chatting):
    sandbox.api_sends(type="text", text={"body": "Your viewing is on Thursday."})
    message = chatting.message(chatting.agent, "Thursday")
    expect(message.locator(".origin")).to_have_text("sent by API")
    expect(chatting.message(chatting.customer, "Thursday")).to_be_visible()


def test_the_agent_reacts_and_takes_the_reaction_back(chatting):
    chatting.act(chatting.agent, "still free", "React with 👍")
    theirs = chatting.message(chatting.customer, "still free").get_by_role("img", name="Reaction of Kiosk Nord: 👍")
    expect(theirs).to_be_visible()
    chatting.message(chatting.agent, "still free").get_by_role("button", name="Your reaction").click()
    expect(theirs).to_have_count(0)


def test_the_agent_edits_and_both_ends_see_it_marked(chatting):
    chatting.write(chatting.agent, "It costs 1200")
    chatting.act(chatting.agent, "It costs 1200", "Edit")
    box = chatting.agent.get_by_role("textbox", name="Message")
    expect(box).to_have_value("It costs 1200")
    chatting.write(chatting.agent, "It costs 2100")

    for phone in (chatting.agent, chatting.customer):
        expect(chatting.message(phone, "It costs 2100").get_by_text("edited", exact=True)).to_be_visible()
        expect(chatting.message(phone, "It costs 1200")).to_have_count(0)


def test_an_edit_is_offered_for_15_minutes_only(sandbox, chatting):
    chatting.write(chatting.agent, "Too late")
    expect(chatting.message(chatting.customer, "Too late")).to_be_visible()
    sandbox.post("/clock/turn", seconds=901)
    message = chatting.message(chatting.agent, "Too late")
    message.hover()
    message.locator(".bubble-menu").click()
    sheet = chatting.agent.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Delete for everyone")).to_be_visible()
    expect(sheet.get_by_role("button", name="Edit")).to_have_count(0)


def test_the_agent_deletes_for_everyone(chatting):
    chatting.write(chatting.agent, "Wrong chat")
    chatting.act(chatting.agent, "Wrong chat", "Delete for everyone")
    expect(chatting.message(chatting.agent, "You deleted this message")).to_be_visible()
    expect(chatting.message(chatting.customer, "This message was deleted")).to_be_visible()


def test_a_reply_quotes_and_the_quote_leads_back(chatting):
    chatting.act(chatting.agent, "still free", "Reply")
    expect(chatting.agent.get_by_text("Reply to Ines Roth")).to_be_visible()
    chatting.write(chatting.agent, "Until Friday")
    quote = chatting.message(chatting.customer, "Until Friday").locator(".quote")
    expect(quote).to_contain_text("Is the flat still free?")
    quote.click()
    expect(chatting.customer.locator(".message.found")).to_contain_text("Is the flat still free?")


def test_the_other_end_sees_that_one_is_writing(chatting):
    chatting.customer.get_by_role("textbox", name="Message").press_sequentially("Hm")
    expect(chatting.agent.get_by_role("img", name="Ines Roth is writing")).to_be_visible()
    chatting.write(chatting.customer, "Hmm")
    expect(chatting.agent.get_by_role("img", name="Ines Roth is writing")).to_have_count(0)


def test_a_customer_presses_a_button_that_the_api_sent(sandbox, chatting):
    buttons = [{"type": "reply", "reply": {"id": "yes", "title": "Yes, gladly"}}]
    question = {"type": "button", "body": {"text": "Does Thursday suit you?"}, "action": {"buttons": buttons}}
    sandbox.api_sends(type="interactive", interactive=question)
    chatting.customer.get_by_role("button", name="Yes, gladly", exact=True).click()
    expect(chatting.agent.locator(".message.theirs").last).to_contain_text("Yes, gladly")
    assert sandbox.chat()["messages"][-1]["content"]["button_reply"]["id"] == "yes"


def test_a_list_opens_its_rows(sandbox, chatting):
    rows = [{"id": "fri", "title": "Friday", "description": "10 to 12"}, {"id": "mon", "title": "Monday"}]
    action = {"button": "Choose a day", "sections": [{"title": "Days", "rows": rows}]}
    sandbox.api_sends(type="interactive", interactive={"type": "list", "body": {"text": "When?"}, "action": action})
    chatting.customer.get_by_role("button", name="Choose a day", exact=True).click()
    chatting.customer.get_by_role("dialog").get_by_role("button", name="Friday").click()
    expect(chatting.agent.locator(".message.theirs").last).to_contain_text("Friday")


def test_a_number_on_the_cloud_api_only_has_no_app(page, sandbox):
    sandbox.customer_sends(number="100200300400501", type="text", text="Anybody there?")
    page.goto(f"{sandbox.url}/app/100200300400501")
    expect(page.get_by_text("This number has no Business app")).to_be_visible()
    page.locator(".chat-row").click()
    expect(page.locator(".message")).to_contain_text("Anybody there?")
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_a_new_customer_can_be_chosen_without_losing_the_open_chat(sandbox, chatting):
    sandbox.post("/customers", id="charlie", name="Charlie Casutt", phone="+41795550303")
    choice = chatting.page.get_by_label("Customer’s phone")
    expect(choice.locator("option", has_text="Charlie Casutt")).to_have_count(1)
    expect(chatting.message(chatting.customer, "still free")).to_be_visible()
    choice.select_option("Charlie Casutt")
    expect(chatting.page.get_by_role("region", name="Charlie Casutt’s phone")).to_contain_text("No conversation yet")


def test_a_long_conversation_opens_at_its_end_and_unfolds_backwards(page, sandbox):
    for i in range(70):
        sandbox.customer_sends(type="text", text=f"line {i:02}")
    page.goto(f"{sandbox.url}/app/100200300400500?chat=ines")
    expect(page.locator(".message", has_text="line 69")).to_be_in_viewport()
    expect(page.locator(".message", has_text="line 05")).to_have_count(0)
    page.get_by_role("button", name="Show earlier messages").click()
    expect(page.locator(".message", has_text="line 05")).to_have_count(1)
    assert page.locator(".message .text").all_inner_texts() == [f"line {i:02}" for i in range(70)]


def test_the_page_finds_a_sandbox_that_was_away(page, sandbox, server, complaints):
    page.goto(f"{sandbox.url}/phones/ines")
    expect(page.get_by_text("No conversation yet")).to_be_visible()
    server.stop()
    expect(page.get_by_text("The sandbox does not answer")).to_be_visible()
    server.start()
    expect(page.get_by_text("The sandbox does not answer")).to_have_count(0, timeout=15_000)
    sandbox.agent_sends(type="text", text="Back again")
    expect(page.locator(".chat-row")).to_contain_text("Back again")
    assert all("ERR_" in complaint for complaint in complaints)
    complaints.clear()


def test_today_becomes_yesterday_when_the_clock_is_turned(sandbox, chatting):
    days = [phone.locator(".day") for phone in (chatting.agent, chatting.customer)]
    for day in days:
        expect(day).to_have_text("Today")
    sandbox.post("/clock/turn", seconds=24 * 3600)
    for day in days:
        expect(day).to_have_text("Yesterday")

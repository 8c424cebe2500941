/** The screens of Embedded Signup, by Meta's `current_step`: (window) → {title, lead, content, next, run}. */
import { h } from "./dom.js";
import { international } from "./ends.js";
import { kept } from "./frame.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const APP_FEATURE = "whatsapp_business_app_onboarding";

export const SCREENS = {
  BUSINESS_ACCOUNT_SELECTION: account,
  WABA_PHONE_PROFILE_PICKER: way,
  WHATSAPP_BUSINESS_PROFILE_SETUP: profile,
  PHONE_NUMBER_SETUP: number,
  PHONE_NUMBER_VERIFICATION: (at) => (at.signup.existing ? codeForPhone(at) : codeFromSms(at)),
  PERMISSIONS: review,
  FINISHED: done,
  CANCELLED: () => ({ title: t("signup.closed") }),
};

/** Which screens this signup has, for "step 2 of 5". */
export function stepsOf({ feature, existing }) {
  return [
    "BUSINESS_ACCOUNT_SELECTION",
    feature === APP_FEATURE && "WABA_PHONE_PROFILE_PICKER",
    !existing && "WHATSAPP_BUSINESS_PROFILE_SETUP",
    "PHONE_NUMBER_SETUP",
    "PHONE_NUMBER_VERIFICATION",
    "PERMISSIONS",
  ].filter(Boolean);
}

function account(at) {
  const name = h("input", { type: "text", autocomplete: "organization" });
  const named = h("label.field", {}, h("span", {}, t("signup.account.name")), name);
  const which = h(
    "select",
    { id: "signup-account", onchange: () => show() || name.focus() },
    at.world.wabas.map((waba) => h("option", { value: waba.id }, `${waba.name} · ${waba.id}`)),
    h("option", { value: "" }, t("signup.account.new")),
  );
  const show = () => {
    named.hidden = which.value !== "";
    name.required = !named.hidden;
    return named.hidden;
  };
  show();
  return {
    title: t("signup.account.title"),
    lead: t("signup.account.lead", { app: at.app.name }),
    content: [
      h("div.field", {}, h("label", { for: "signup-account" }, t("signup.account.which")), which),
      named,
    ],
    next: t("signup.next"),
    run: () => at.say("account", which.value ? { waba_id: which.value } : { name: name.value }),
  };
}

function way(at) {
  const choice = (name, word, existing) =>
    h(
      "button.signup-way",
      { type: "button", onclick: () => at.doing(() => at.say("way", { existing })) },
      icon(name),
      h("span", {}, h("strong", {}, t(`signup.way.${word}`)), h("small", {}, t(`signup.way.${word}Hint`))),
    );
  return {
    title: t("signup.way.title"),
    lead: t("signup.way.lead"),
    content: [choice("phone", "existing", true), choice("add", "new", false)],
  };
}

function profile(at) {
  const name = h("input", { type: "text", autocomplete: "organization", required: true, autofocus: true });
  return {
    title: t("signup.profile.title"),
    lead: t("signup.profile.lead"),
    content: h("label.field", {}, h("span", {}, t("signup.profile.name")), name),
    next: t("signup.next"),
    run: () => at.say("profile", { name: name.value }),
  };
}

function number(at) {
  const { existing } = at.signup;
  const phone = h("input", {
    type: "tel",
    autocomplete: "tel",
    required: true,
    autofocus: true,
    list: existing ? "waiting-phones" : null,
  });
  const waiting = at.world.numbers.filter((one) => !one.connected);
  const options = waiting.map((one) => h("option", { value: one.display_phone_number }, one.name));
  return {
    title: t("signup.number.title"),
    lead: t(`signup.number.${existing ? "existing" : "new"}`),
    content: [
      h("label.field", {}, h("span", {}, t("signup.number.phone")), phone),
      existing && h("datalist", { id: "waiting-phones" }, options),
    ],
    next: t("signup.next"),
    run: () => at.say("number", { phone: phone.value }),
  };
}

/** Goes on by itself: the sandbox tells when the phone has entered the code. */
function codeForPhone({ signup }) {
  const phone = international(signup.phone);
  const link = { href: kept(`/app/${signup.number_id}`), target: "_blank", rel: "noopener" };
  return {
    title: t("signup.phone.title"),
    content: [
      h("p.signup-code", { role: "group", "aria-label": t("signup.phone.code") }, inGroups(signup.code, 4)),
      h(
        "ol.signup-how",
        {},
        ["open", "connect", "enter"].map((step) => h("li", {}, t(`signup.phone.${step}`, { phone }))),
      ),
      h("p.signup-waiting", { role: "status" }, icon("clock"), t("signup.phone.waiting")),
      h("p", {}, h("a", link, t("signup.phone.show"))),
    ],
  };
}

function codeFromSms(at) {
  const { signup } = at;
  const code = h("input", {
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    required: true,
    autofocus: true,
  });
  const values = { phone: international(signup.phone), code: inGroups(signup.code, 3) };
  return {
    title: t("signup.sms.title"),
    lead: t("signup.sms.lead"),
    content: [
      h("p.signup-sms", {}, icon("chats"), h("span", {}, t("signup.sms.text", values))),
      h("label.field", {}, h("span", {}, t("signup.sms.code")), code),
    ],
    next: t("signup.next"),
    run: () => at.say("verification", { code: code.value }),
  };
}

function review(at) {
  const { signup, world, app } = at;
  const waba = world.wabas.find((one) => one.id === signup.waba_id);
  const facts = [
    ["account", waba?.name ?? signup.waba_id],
    ["number", international(signup.phone)],
    signup.name && ["name", signup.name],
    signup.existing && ["history", t(`signup.review.shared.${signup.share_history ? "yes" : "no"}`)],
  ].filter(Boolean);
  return {
    title: t("signup.review.title"),
    content: [
      h(
        "dl.signup-facts",
        {},
        facts.map(([word, value]) => h("div", {}, h("dt", {}, t(`signup.review.${word}`)), h("dd", {}, value))),
      ),
      h("p", {}, t("signup.review.may", { app: app.name })),
      h("ul.signup-may", {}, h("li", {}, t("signup.review.manage")), h("li", {}, t("signup.review.messages"))),
    ],
    next: t("signup.review.confirm"),
    run: () => at.confirm(),
  };
}

function done(at) {
  return {
    title: t("signup.done.title", { phone: international(at.signup.phone) }),
    lead: t("signup.done.lead", { app: at.app.name }),
    next: t("signup.done.finish"),
    run: () => at.finish(),
  };
}

function inGroups(digits, size) {
  return digits.match(new RegExp(`\\d{1,${size}}`, "g")).join(size === 3 ? "-" : " ");
}

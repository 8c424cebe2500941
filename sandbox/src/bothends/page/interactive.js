/** Messages with buttons: interactive ones and templates. Only the customer's phone can press them. */
import { h, webAddress } from "./dom.js";
import { icon } from "./icons.js";
import { pressed } from "./preview.js";
import { choices, openSheet } from "./sheets.js";
import { t } from "./words.js";

export function interactive(message, thread) {
  const { content } = message;
  const answer = pressed(content);
  if (answer) return [h("p.text", {}, answer.title), answer.description && h("p.part-foot", {}, answer.description)];
  if (content?.nfm_reply) return h("p.text", {}, content.nfm_reply.body ?? t("kind.message"));
  return framed(content?.header, content?.body?.text, content?.footer?.text, controls(message, thread));
}

export function template(message, thread) {
  const rendered = message.content?.rendered ?? {};
  const buttons = (rendered.buttons ?? []).map((button, index) => templateButton(message, thread, button, index));
  return framed(rendered.header, rendered.body ?? message.content?.name, rendered.footer, buttons);
}

function framed(header, body, footer, buttons) {
  return [
    headed(header),
    body && h("p.text", {}, body),
    footer && h("p.part-foot", {}, footer),
    buttons.length > 0 && h("div.choices", {}, buttons),
  ].filter(Boolean);
}

function headed(header) {
  const words = typeof header === "string" ? header : header?.text;
  return words ? h("p.part-head", {}, words) : null;
}

function controls(message, thread) {
  const { type, action = {} } = message.content ?? {};
  if (type === "button")
    return (action.buttons ?? []).map((button) => replyButton(message, thread, button.reply ?? {}));
  if (type === "list") return [listButton(message, thread, action)];
  const label = action.parameters?.display_text ?? action.parameters?.flow_cta;
  if (type === "cta_url") return [linkButton(label, action.parameters?.url)];
  return [dead(label ?? t("interactive.other", { kind: type ?? "?" }))];
}

function replyButton(message, thread, reply) {
  return choice(thread, "reply", reply.title, () => thread.press(message, reply.id));
}

function listButton(message, thread, action) {
  const open = () => {
    const rows = (action.sections ?? []).flatMap((section) => section.rows ?? []);
    const list = choices(
      rows.map((row) => ({
        icon: "reply",
        label: row.title,
        hint: row.description,
        run: () => thread.press(message, row.id),
      })),
      () => close(),
    );
    const close = openSheet(thread.screen, action.button ?? t("interactive.choose"), list);
  };
  return choice(thread, "list", action.button ?? t("interactive.choose"), open);
}

function templateButton(message, thread, button, index) {
  const label = button.text ?? button.title ?? String(button);
  const kind = String(button.type ?? "quick_reply").toLowerCase();
  if (kind === "url") return linkButton(label, button.url);
  if (kind !== "quick_reply") return dead(label);
  return choice(thread, "reply", label, () => thread.press(message, button.id ?? button.payload ?? String(index)));
}

function choice(thread, name, label, run) {
  if (thread.end.kind !== "customer")
    return h("span.choice.idle", { title: t("interactive.customerPresses") }, icon(name), label);
  return h("button.choice", { type: "button", onclick: run }, icon(name), label);
}

function linkButton(label, address) {
  const href = webAddress(address ?? "");
  return href
    ? h("a.choice", { href, target: "_blank", rel: "noopener noreferrer" }, icon("open"), label)
    : dead(label);
}

function dead(label) {
  return h("span.choice.idle", {}, icon("button"), label);
}

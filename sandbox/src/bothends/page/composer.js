/** Where one writes: text, emoji, attachments, voice; a reply and an edit are a line above the box. */
import { openAttach, sendFiles } from "./attach.js";
import { fill, h } from "./dom.js";
import { facePicker } from "./emoji.js";
import { whoWrote } from "./ends.js";
import { icon } from "./icons.js";
import { preview, wordsOf } from "./preview.js";
import { canRecord, recordVoice } from "./recorder.js";
import { openSheet } from "./sheets.js";
import { t } from "./words.js";

const TYPING_EVERY = 6000;
const TYPING_ENDS = 4000;

/** → {element, focus(), reply(message), edit(message), takeQuote()} */
export function composer(thread) {
  const state = { about: null, typingTold: 0, typingEnd: null };
  const parts = { thread, state, above: h("div", {}), line: h("div.composer-line", {}) };
  parts.area = h("textarea", {
    rows: 1,
    maxlength: 4096,
    placeholder: t("composer.placeholder"),
    "aria-label": t("composer.placeholder"),
    oninput: () => written(parts),
    onkeydown: (event) => keys(event, parts),
    onpaste: (event) => pasted(event, parts),
  });
  parts.go = h("button.round.main", { type: "button", onclick: () => go(parts) });
  fill(parts.line, attachButton(parts), box(parts), parts.go);
  fit(parts);
  return {
    element: h("form.composer", { onsubmit: (event) => event.preventDefault() }, parts.above, parts.line),
    focus: () => parts.area.focus(),
    reply: (message) => setAbout(parts, { kind: "reply", message }),
    edit: (message) => startEdit(parts, message),
    takeQuote: () => takeQuote(parts),
    sendFiles: (files) => sendFiles(thread, files),
  };
}

function attachButton({ thread }) {
  return round("add", t("attach.title"), () => openAttach(thread));
}

function box(parts) {
  return h(
    "div.box",
    {},
    parts.area,
    round("emoji", t("composer.emoji"), () => openFaces(parts)),
  );
}

function round(name, label, run) {
  return h("button.round", { type: "button", title: label, "aria-label": label, onclick: run }, icon(name));
}

function openFaces(parts) {
  const close = openSheet(
    parts.thread.screen,
    t("composer.emoji"),
    facePicker((emoji) => {
      close();
      parts.area.setRangeText(emoji, parts.area.selectionStart, parts.area.selectionEnd, "end");
      written(parts);
      parts.area.focus();
    }),
  );
}

function keys(event, parts) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (parts.area.value.trim()) go(parts);
  } else if (event.key === "Escape" && parts.state.about) {
    event.stopPropagation();
    setAbout(parts, null);
  }
}

function pasted(event, { thread }) {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  sendFiles(thread, files);
}

function written(parts) {
  fit(parts);
  tellTyping(parts, parts.area.value !== "");
}

function fit({ area, go: button, state }) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight || 40, 132)}px`;
  const speaks = !area.value.trim() && state.about?.kind !== "edit";
  const [name, label] = speaks
    ? ["mic", t(canRecord() ? "composer.record" : "composer.audioFile")]
    : ["send", t("composer.send")];
  if (button.title === label) return;
  fill(button, icon(name));
  button.title = label;
  button.setAttribute("aria-label", label);
}

function tellTyping({ thread, state }, on) {
  clearTimeout(state.typingEnd);
  if (on) state.typingEnd = setTimeout(() => tellTyping({ thread, state }, false), TYPING_ENDS);
  if (on && Date.now() - state.typingTold < TYPING_EVERY) return;
  if (!on && !state.typingTold) return;
  state.typingTold = on ? Date.now() : 0;
  thread.end.act(thread.otherId, "typing", { on }).catch(() => {});
}

async function go(parts) {
  const text = parts.area.value.trim();
  if (text) await sendText(parts, text);
  else if (parts.state.about?.kind !== "edit") recordVoice(parts.thread, parts.line);
}

/** The box is emptied at once and refilled when the sandbox refuses: nothing that was written gets lost. */
async function sendText(parts, text) {
  const { about } = parts.state;
  setAbout(parts, null);
  tellTyping(parts, false);
  empty(parts);
  const done =
    about?.kind === "edit"
      ? await parts.thread.act("edits", edited(about.message, text))
      : await parts.thread.send({ type: "text", text, ...(about ? { quote: about.message.wamid } : {}) });
  if (done || parts.area.value) return;
  parts.area.value = text;
  setAbout(parts, about);
}

function edited(message, text) {
  return { message: message.wamid, [message.type === "text" ? "text" : "caption"]: text };
}

function empty(parts) {
  parts.area.value = "";
  fit(parts);
  parts.area.focus();
}

function startEdit(parts, message) {
  parts.area.value = wordsOf(message);
  setAbout(parts, { kind: "edit", message });
}

function setAbout(parts, about) {
  if (parts.state.about?.kind === "edit" && about?.kind !== "edit") parts.area.value = "";
  parts.state.about = about;
  fill(parts.above, about && aboutLine(parts, about));
  fit(parts);
  parts.area.focus();
}

function aboutLine(parts, { kind, message }) {
  const { thread } = parts;
  const head =
    kind === "edit"
      ? t("composer.editing")
      : t("composer.replying", { who: whoWrote(thread.end, message, thread.otherName()) });
  return h(
    "div.about",
    {},
    icon(kind),
    h("div", {}, h("strong", {}, head), h("span", {}, preview(message).words)),
    round("close", t("composer.cancel"), () => setAbout(parts, null)),
  );
}

function takeQuote(parts) {
  const { about } = parts.state;
  if (about?.kind !== "reply") return {};
  setAbout(parts, null);
  return { quote: about.message.wamid };
}

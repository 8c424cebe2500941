/** A message in one line: for the list of chats, a quote, an announcement. */
import { t } from "./words.js";

const KINDS = {
  image: ["media", "kind.image"],
  video: ["play", "kind.video"],
  sticker: ["emoji", "kind.sticker"],
  document: ["document", "kind.document"],
  location: ["location", "kind.location"],
  contacts: ["contact", "kind.contact"],
  order: ["book", "kind.order"],
  unsupported: ["warning", "kind.unsupported"],
};

/** → {icon: name or null, words} */
export function preview(message) {
  if (message.revoked_at) return { icon: "trash", words: t("bubble.gone") };
  if (message.type === "audio")
    return message.media?.voice ? { icon: "mic", words: t("kind.voice") } : { icon: "sound", words: t("kind.audio") };
  if (message.type in KINDS) return ofKind(message);
  return { icon: null, words: wordsOf(message) || t("kind.message") };
}

function ofKind(message) {
  const [icon, word] = KINDS[message.type];
  const own = message.content?.caption || message.content?.filename || message.content?.name || firstContact(message);
  return { icon, words: own || t(word) };
}

function firstContact(message) {
  return message.type === "contacts" ? nameOf(asList(message.content)[0] ?? {}) : "";
}

export function nameOf(card) {
  return card.name?.formatted_name ?? card.org?.company ?? t("kind.contact");
}

export function asList(content) {
  return Array.isArray(content) ? content : (content?.contacts ?? []);
}

/** The text a person would read or edit: the body, a caption, the title that was pressed. */
export function wordsOf(message) {
  const content = message.content ?? {};
  if (message.type === "interactive") return pressed(content)?.title ?? content.body?.text ?? "";
  if (message.type === "template") return content.rendered?.body ?? content.name ?? "";
  return content.body ?? content.caption ?? content.text ?? "";
}

export function pressed(content) {
  return content.button_reply ?? content.list_reply ?? null;
}

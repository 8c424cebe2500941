/** The inside of a bubble, by message type. Everything a customer wrote goes in as text. */
import { h, webAddress } from "./dom.js";
import { icon } from "./icons.js";
import { interactive, template } from "./interactive.js";
import { asList, nameOf, wordsOf } from "./preview.js";
import { openPicture } from "./sheets.js";
import { voice } from "./voice.js";
import { bytesOf, t } from "./words.js";

const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/g;
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f){1,9}$/u;

const SHAPES = {
  image: picture,
  video,
  sticker,
  document: file,
  audio,
  location: place,
  contacts: cards,
  interactive,
  template,
  unsupported: missing,
  order,
};

/** The elements of a message; `thread` is where pictures open and buttons are pressed. */
export function contentOf(message, thread) {
  const shape = SHAPES[message.type] ?? text;
  return [shape(message, thread)].flat();
}

export function isOnlyEmoji(message) {
  return message.type === "text" && ONLY_EMOJI.test((message.content?.body ?? "").trim());
}

function text(message) {
  return words(wordsOf(message));
}

export function words(sentence) {
  return sentence
    ? h(
        "p.text",
        {},
        sentence.split(LINK).map((part, i) => (i % 2 ? link(part) : part)),
      )
    : null;
}

function link(address) {
  const safe = webAddress(address);
  return safe ? h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, address) : address;
}

function picture(message, thread) {
  if (!message.media?.url) return gone(message);
  const label = message.content?.caption
    ? t("picture.captioned", { caption: message.content.caption })
    : t("kind.image");
  const open = () => openPicture(thread.screen, message.media.url, label, message.content?.caption);
  return [
    h(
      "button.picture",
      { type: "button", "aria-label": t("picture.open", { label }), onclick: open },
      h("img", { src: message.media.url, alt: label, loading: "lazy", onload: thread.settled }),
    ),
    words(message.content?.caption),
  ];
}

function video(message) {
  if (!message.media?.url) return gone(message);
  return [
    h(
      "div.picture",
      {},
      h("video", { src: message.media.url, controls: true, preload: "metadata", "aria-label": t("kind.video") }),
    ),
    words(message.content?.caption),
  ];
}

function sticker(message) {
  if (!message.media?.url) return gone(message);
  return h("div.sticker", {}, h("img", { src: message.media.url, alt: t("kind.sticker"), loading: "lazy" }));
}

function file(message) {
  if (!message.media?.url) return gone(message);
  const { media, content } = message;
  const name = content?.filename ?? media.filename ?? t("kind.document");
  const about = [bytesOf(media.size), media.mime_type?.split("/").pop()?.toUpperCase()].filter(Boolean).join(" · ");
  return [
    h(
      "a.attached",
      { href: media.url, download: name },
      icon("document"),
      h("span", {}, h("b", {}, name), h("small", {}, about)),
    ),
    words(content?.caption),
  ];
}

function audio(message) {
  return message.media?.url ? voice(message.media) : gone(message);
}

function place(message) {
  const { latitude, longitude, name, address } = message.content ?? {};
  const at = `${latitude}, ${longitude}`;
  const href = `https://www.openstreetmap.org/?mlat=${encodeURIComponent(latitude)}&mlon=${encodeURIComponent(longitude)}#map=16`;
  return [
    h("div.map", { "aria-hidden": "true" }, icon("location")),
    h("p.part-head", {}, name || t("kind.location")),
    address && h("p", {}, address),
    h("p.text", {}, h("a", { href, target: "_blank", rel: "noopener noreferrer" }, at)),
  ];
}

function cards(message) {
  return asList(message.content).map((card) =>
    h(
      "div.attached",
      {},
      icon("contact"),
      h(
        "span",
        {},
        h("b", {}, nameOf(card)),
        (card.phones ?? []).map((phone) => h("small", {}, phone.phone, " ")),
        (card.emails ?? []).map((mail) => h("small", {}, mail.email, " ")),
      ),
    ),
  );
}

function order(message) {
  const items = message.content?.product_items ?? [];
  return [
    h("p.part-head", {}, t("kind.order")),
    h(
      "ul",
      {},
      items.map((item) =>
        h("li", {}, `${item.quantity} × ${item.product_retailer_id} – ${item.item_price} ${item.currency}`),
      ),
    ),
    words(message.content?.text),
  ];
}

function missing(message) {
  const kind = message.content?.type;
  return h(
    "p.placeholder",
    {},
    icon("warning"),
    kind ? t("bubble.unsupportedKind", { kind }) : t("bubble.unsupported"),
  );
}

function gone() {
  return h("p.placeholder", {}, icon("media"), t("bubble.mediaGone"));
}

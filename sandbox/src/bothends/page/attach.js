/** Everything that is not written: pictures, videos, documents, audio, a place, a contact. */
import { upload } from "./api.js";
import { h } from "./dom.js";
import { attempt, choices, openSheet } from "./sheets.js";
import { t } from "./words.js";

const ACCEPTS = {
  image: "image/jpeg,image/png",
  video: "video/mp4,video/3gpp",
  audio: "audio/*",
  sticker: "image/webp",
  document: "",
};

export function openAttach(thread) {
  const file = (kind, name) => ({ icon: name, label: t(`attach.${kind}`), run: () => chooseFile(thread, kind) });
  const items = [
    file("image", "media"),
    file("document", "document"),
    file("audio", "sound"),
    file("video", "play"),
    file("sticker", "emoji"),
    { icon: "location", label: t("attach.location"), run: () => openPlace(thread) },
    { icon: "contact", label: t("attach.contact"), run: () => openContact(thread) },
  ];
  const close = openSheet(
    thread.screen,
    t("attach.title"),
    choices(items, () => close()),
  );
}

/** A chooser that is on the page while it is open, so that assistive tools and tests find it. */
export function chooseFile(thread, kind) {
  const input = h("input", {
    type: "file",
    accept: ACCEPTS[kind] || null,
    hidden: true,
    "aria-label": t(`attach.${kind}`),
  });
  input.addEventListener("change", () => {
    input.remove();
    sendFile(thread, input.files[0], kind);
  });
  input.addEventListener("cancel", () => input.remove());
  thread.screen.append(input);
  input.click();
}

export async function sendFiles(thread, files) {
  for (const file of files) await sendFile(thread, file, kindOf(file));
}

export function kindOf(file) {
  if (ACCEPTS.image.includes(file.type) && file.type) return "image";
  if (ACCEPTS.video.includes(file.type) && file.type) return "video";
  return file.type.startsWith("audio/") ? "audio" : "document";
}

async function sendFile(thread, file, kind) {
  if (!file) return;
  const media = await attempt(thread.screen, () => upload(file));
  if (!media) return;
  if (["image", "video", "document"].includes(kind)) openCaption(thread, { kind, media, file });
  else await thread.send({ type: kind, media: media.id, ...thread.composer.takeQuote() });
}

function openCaption(thread, { kind, media, file }) {
  const caption = h("input.bare", { type: "text", maxlength: 1024, autofocus: true, autocomplete: "off" });
  const send = async () => {
    close();
    const name = kind === "document" ? { filename: file.name } : {};
    const words = caption.value.trim() ? { caption: caption.value.trim() } : {};
    await thread.send({ type: kind, media: media.id, ...name, ...words, ...thread.composer.takeQuote() });
  };
  const close = openSheet(
    thread.screen,
    t(`attach.${kind}`),
    form(send, look(kind, media, file), h("label.field", {}, h("span", {}, t("attach.caption")), caption)),
  );
}

function look(kind, media, file) {
  if (kind === "image") return h("div.picture", {}, h("img", { src: media.url, alt: file.name }));
  return h("p", {}, file.name);
}

function openPlace(thread) {
  const fields = {
    name: field("place.name", { value: t("place.example") }),
    address: field("place.address", { value: "Seeweg 1, 8000 Zürich" }),
    latitude: field("place.latitude", { value: "47.3667", inputmode: "decimal", required: true }),
    longitude: field("place.longitude", { value: "8.5417", inputmode: "decimal", required: true }),
  };
  const send = async () => {
    close();
    await thread.send({
      type: "location",
      name: valueOf(fields.name),
      address: valueOf(fields.address),
      latitude: Number(valueOf(fields.latitude)),
      longitude: Number(valueOf(fields.longitude)),
      ...thread.composer.takeQuote(),
    });
  };
  const close = openSheet(
    thread.screen,
    t("attach.location"),
    form(send, fields.name, fields.address, h("div.pair", {}, fields.latitude, fields.longitude)),
  );
}

function openContact(thread) {
  const name = field("contact.name", { required: true, value: "Bob Baumann" });
  const number = field("contact.phone", { required: true, type: "tel", value: "+41 79 555 02 02" });
  const send = async () => {
    close();
    const card = {
      name: { formatted_name: valueOf(name), first_name: valueOf(name).split(" ")[0] },
      phones: [{ phone: valueOf(number), type: "Mobile" }],
    };
    await thread.send({ type: "contacts", contacts: [card], ...thread.composer.takeQuote() });
  };
  const close = openSheet(thread.screen, t("attach.contact"), form(send, name, number));
}

function field(word, attributes) {
  return h("label.field", {}, h("span", {}, t(word)), h("input", { type: "text", autocomplete: "off", ...attributes }));
}

const valueOf = (label) => label.querySelector("input").value.trim();

function form(send, ...fields) {
  return h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    fields,
    h("button.push.main", { type: "submit" }, t("composer.send")),
  );
}

/** What one can do to a message: react, reply, copy, edit, delete for everyone. */
import { h } from "./dom.js";
import { facePicker, QUICK } from "./emoji.js";
import { mayDelete, mayEdit } from "./ends.js";
import { icon } from "./icons.js";
import { preview, wordsOf } from "./preview.js";
import { choices, openSheet } from "./sheets.js";
import { t } from "./words.js";

export function openActions(thread, message) {
  const content = h(
    "div",
    {},
    quickFaces(thread, message, () => close()),
    choices(items(thread, message), () => close()),
  );
  const close = openSheet(thread.screen, preview(message).words.slice(0, 60), content);
}

function quickFaces(thread, message, close) {
  const mine = thread.end.myReaction(message);
  const pick = (emoji) => {
    close();
    thread.react(message, emoji === mine ? "" : emoji);
  };
  const faces = QUICK.map((emoji) =>
    h(
      "button.face",
      {
        type: "button",
        "aria-pressed": String(emoji === mine),
        "aria-label": t("reaction.with", { emoji }),
        onclick: () => pick(emoji),
      },
      emoji,
    ),
  );
  const more = h(
    "button.face",
    {
      type: "button",
      "aria-label": t("reaction.more"),
      title: t("reaction.more"),
      onclick: () => {
        close();
        moreFaces(thread, message);
      },
    },
    icon("add"),
  );
  return h("div.faces.quick", { role: "group", "aria-label": t("reaction.react") }, faces, more);
}

function moreFaces(thread, message) {
  const close = openSheet(
    thread.screen,
    t("reaction.react"),
    facePicker((emoji) => {
      close();
      thread.react(message, emoji);
    }),
  );
}

function items(thread, message) {
  const now = thread.world.now();
  const words = wordsOf(message);
  return [
    { icon: "reply", label: t("actions.reply"), run: () => thread.composer.reply(message) },
    words && { icon: "copy", label: t("actions.copy"), run: () => navigator.clipboard?.writeText(words) },
    mayEdit(thread.end, message, now) && {
      icon: "edit",
      label: t("actions.edit"),
      hint: t("actions.editHint"),
      run: () => thread.composer.edit(message),
    },
    mayDelete(thread.end, message, now) && {
      icon: "trash",
      label: t("actions.delete"),
      hint: t("actions.deleteHint"),
      grave: true,
      run: () => thread.act("revocations", { message: message.wamid }),
    },
  ].filter(Boolean);
}

/** One message as the thread shows it: quote, content, foot with origin, time and tick, reactions. */
import { contentOf, isOnlyEmoji } from "./content.js";
import { whoWrote } from "./ends.js";
import { h } from "./dom.js";
import { icon, tick } from "./icons.js";
import { preview, wordsOf } from "./preview.js";
import { dateOf, t, timeOf } from "./words.js";

/** `starts` is true for the first of a group: it gets its corner and a little air. */
export function bubble(message, { thread, quoted, starts }) {
  const mine = thread.end.isMine(message);
  if (message.type === "system") return h("li.system-line", {}, wordsOf(message));
  const side = mine ? "mine" : "theirs";
  const li = h(
    `li.message.${side}${starts ? ".starts" : ""}`,
    { "data-wamid": message.wamid },
    h("span.unseen", {}, whoWrote(thread.end, message, thread.otherName())),
    body(message, thread, quoted, mine),
    menu(message, thread),
    reactions(message, thread),
  );
  li.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    thread.openActions(message);
  });
  return li;
}

function body(message, thread, quoted, mine) {
  if (message.revoked_at) {
    return h(
      "div.bubble.gone",
      {},
      h("p.text", {}, t(mine ? "bubble.goneMine" : "bubble.gone")),
      foot(message, thread, mine),
    );
  }
  return h(
    `div.bubble${isOnlyEmoji(message) ? ".only-emoji" : ""}`,
    {},
    message.forwarded > 0 &&
      h("p.part-foot", {}, t(message.forwarded > 5 ? "bubble.forwardedOften" : "bubble.forwarded")),
    message.quote && quote(message.quote, quoted, thread),
    contentOf(message, thread),
    foot(message, thread, mine),
    message.error && failure(message.error),
  );
}

function quote(wamid, quoted, thread) {
  const who = quoted ? whoWrote(thread.end, quoted, thread.otherName()) : t("quote.unknown");
  const what = quoted ? preview(quoted).words : t("quote.notHere");
  return h(
    "button.quote",
    { type: "button", onclick: () => thread.jumpTo(wamid), "aria-label": t("quote.jump", { who, what }) },
    h("strong", {}, who),
    h("span", {}, what),
  );
}

function foot(message, thread, mine) {
  return h(
    "div.foot",
    {},
    mine && thread.end.kind === "agent" && origin(message),
    message.edited_at && !message.revoked_at && h("span", { title: versions(message) }, t("bubble.edited")),
    h(
      "time",
      {
        datetime: new Date(message.at * 1000).toISOString(),
        title: `${dateOf(message.at * 1000)}, ${timeOf(message.at * 1000)}`,
      },
      timeOf(message.at * 1000),
    ),
    mine && !message.revoked_at && state(message),
  );
}

function versions(message) {
  const before = (message.versions ?? [])
    .map((version) => version.content?.body ?? version.content?.caption)
    .filter(Boolean);
  return t("bubble.editedFrom", { before: before.at(-1) ?? "" });
}

function origin(message) {
  const byApi = message.origin === "api";
  const word = t(byApi ? "origin.api" : message.origin === "app" ? "origin.app" : "origin.system");
  return h(
    "span.origin",
    { title: t(byApi ? "origin.apiLong" : "origin.appLong") },
    icon(byApi ? "bolt" : "phone"),
    word,
  );
}

function state(message) {
  const word = t(`status.${message.status}`);
  return h("span.state", { role: "img", "aria-label": word, title: word }, tick(message.status));
}

function failure(error) {
  return h("p.failure", {}, icon("warning"), h("span", {}, [error.code, error.title].filter(Boolean).join(" · ")));
}

function menu(message, thread) {
  const words = preview(message).words.slice(0, 80);
  return h(
    "button.bubble-menu",
    {
      type: "button",
      tabindex: "-1",
      "aria-haspopup": "dialog",
      "aria-label": t("actions.of", { words }),
      title: t("actions.title"),
      onclick: () => thread.openActions(message),
    },
    icon("more"),
  );
}

function reactions(message, thread) {
  const mine = thread.end.myReaction(message);
  const shown = Object.entries(message.reactions ?? {}).filter(([, emoji]) => emoji);
  if (!shown.length || message.revoked_at) return null;
  return h(
    "div.reactions",
    {},
    shown.map(([side, emoji]) => reaction(message, thread, side, emoji, mine)),
  );
}

function reaction(message, thread, side, emoji, mine) {
  const own = side === (thread.end.kind === "agent" ? "business" : "customer");
  if (!own || !thread.end.canWrite()) {
    return h(
      "span.reaction",
      { role: "img", "aria-label": t("reaction.theirs", { who: own ? t("thread.you") : thread.otherName(), emoji }) },
      emoji,
    );
  }
  return h(
    "button.reaction",
    {
      type: "button",
      title: t("reaction.remove"),
      "aria-label": t("reaction.mine", { emoji: mine }),
      onclick: () => thread.react(message, ""),
    },
    emoji,
  );
}

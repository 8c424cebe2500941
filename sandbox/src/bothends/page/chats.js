/** The list of chats on a phone, newest first, and the people one can write to for the first time. */
import { read } from "./api.js";
import { fill, h } from "./dom.js";
import { icon, tick } from "./icons.js";
import { preview } from "./preview.js";
import { arrows, choices, emptyState, explain, openSheet, skeleton } from "./sheets.js";
import { shortWhen, t } from "./words.js";

export class ChatList {
  chats = new Map();

  constructor(phone) {
    this.phone = phone;
    this.end = phone.end;
    this.rows = h("ul", {});
    this.element = h(
      "div.chats",
      {
        onkeydown: (event) => arrows(event, [...this.rows.querySelectorAll("button")]),
        onpointerdown: () => (this.pressed = true),
      },
      this.rows,
    );
    skeleton(this.rows, 5);
    for (const end of ["pointerup", "pointercancel"])
      document.addEventListener(end, () => setTimeout(() => this.release()), { signal: phone.signal });
    phone.world.on("message", ({ chat }) => this.take(chat), phone.signal);
    phone.world.on("chat", ({ chat }) => this.take(chat), phone.signal);
    phone.world.on("world", () => this.draw(), phone.signal);
    phone.world.on("reload", () => this.load(), phone.signal);
  }

  async load() {
    try {
      const { data } = await read(this.end.chatsPath);
      this.chats = new Map(data.map((chat) => [this.end.otherId(chat), chat]));
      this.loaded = true;
      this.phone.heard = Math.max(-1, ...data.map((chat) => chat.last?.seq ?? -1));
      this.draw();
    } catch (refusal) {
      this.element.replaceChildren(emptyState("warning", t("chats.notLoaded"), explain(refusal)));
    }
  }

  take(chat) {
    if (!this.end.involves(chat)) return;
    this.chats.set(this.end.otherId(chat), chat);
    this.drawSoon();
  }

  /** Once a frame: a burst of ticks redraws the list once. */
  drawSoon() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.draw();
    });
  }

  /** A row that is drawn anew between a finger's down and up is another: the tap would be lost. */
  release() {
    this.pressed = false;
    if (this.held) this.draw();
  }

  draw() {
    this.held = this.pressed;
    if (!this.loaded || this.held) return;
    const focused = document.activeElement?.dataset?.other;
    const newest = [...this.chats.entries()]
      .filter(([, chat]) => chat.last)
      .sort(([, a], [, b]) => b.last.at - a.last.at || b.last.seq - a.last.seq);
    fill(
      this.rows,
      newest.map(([otherId, chat]) => h("li", {}, this.row(otherId, chat))),
    );
    this.element.replaceChildren(newest.length ? this.rows : this.empty());
    if (focused) this.rows.querySelector(`[data-other="${CSS.escape(focused)}"]`)?.focus();
  }

  row(otherId, chat) {
    const other = this.end.other(otherId);
    const unread = this.end.unread(chat);
    const now = this.phone.world.now() * 1000;
    return h(
      `button.chat-row${unread ? ".unread" : ""}`,
      { type: "button", "data-other": otherId, onclick: () => this.phone.openChat(otherId) },
      avatar(other),
      h("span.chat-name", {}, other.name),
      h("span.chat-when", {}, shortWhen(chat.last.at * 1000, now)),
      this.line(chat),
      unread > 0 &&
        h("span.badge", { "aria-label": t("chats.unread", { count: unread }), role: "img" }, String(unread)),
    );
  }

  line(chat) {
    if (this.end.writing(chat)) return h("span.chat-last.under.writing", {}, h("span", {}, t("chats.writing")));
    const { icon: name, words } = preview(chat.last);
    const mine = this.end.isMine(chat.last) && !chat.last.revoked_at;
    const state =
      mine && h("span", { role: "img", "aria-label": t(`status.${chat.last.status}`) }, tick(chat.last.status));
    return h("span.chat-last", {}, state, name && icon(name), h("span", {}, words));
  }

  empty() {
    if (!this.end.canWrite()) return emptyState("chats", t("chats.empty"));
    const button = h(
      "button.push.main",
      { type: "button", onclick: () => this.choose() },
      icon("add"),
      t("chats.start"),
    );
    return emptyState("chats", t("chats.empty"), t(`chats.emptyAdvice.${this.end.kind}`), button);
  }

  choose() {
    const items = this.end.others().map((other) => ({
      icon: "contact",
      label: other.name,
      hint: other.detail,
      run: () => this.phone.openChat(other.id),
    }));
    const close = openSheet(
      this.phone.screen,
      t("chats.start"),
      choices(items, () => close()),
    );
  }

  unread() {
    return [...this.chats.values()].reduce((sum, chat) => sum + this.end.unread(chat), 0);
  }
}

export function avatar({ id, name }) {
  const hue = [...id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  const initials = name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0])
    .join("")
    .toLocaleUpperCase();
  return h(`span.avatar.hue-${hue}`, { "aria-hidden": "true" }, initials);
}

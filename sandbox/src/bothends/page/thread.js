/** An open conversation on a phone: its messages, kept current, and what a person does to them. */
import { openActions } from "./actions.js";
import { read } from "./api.js";
import { bubble } from "./bubble.js";
import { composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { arrows, attempt, emptyState, explain, notice, skeleton } from "./sheets.js";
import { dayOf, t } from "./words.js";

const PAGE = 60;
const GROUP_WITHIN = 5 * 60;
const NEAR_END = 80;

export class Thread {
  messages = new Map();
  drawn = new Map();
  more = false;

  constructor({ phone, otherId, signal }) {
    Object.assign(this, { phone, otherId, signal, end: phone.end, world: phone.world, screen: phone.screen });
    this.list = h("ol", { "aria-label": t("thread.messages") });
    this.scroller = h(
      "div.thread",
      { onscroll: () => this.scrolled(), onkeydown: (event) => this.keys(event) },
      this.list,
    );
    this.toEnd = h(
      "button.to-end",
      { type: "button", hidden: true, onclick: () => this.goToEnd() },
      icon("down"),
      t("thread.toEnd"),
    );
    this.composer = composer(this);
    this.element = h("div.thread-wrap", {}, this.scroller, this.toEnd);
    this.settled = () => {
      if (this.atEnd) this.stick();
    };
    this.atEnd = true;
    skeleton(this.list, 4);
    new ResizeObserver(this.settled).observe(this.scroller);
    this.hear();
  }

  hear() {
    this.world.on("message", ({ message, chat }) => this.isHere(chat) && this.take(message, chat), this.signal);
    this.world.on("chat", ({ chat }) => this.isHere(chat) && this.showWriting(chat), this.signal);
    this.world.on("reload", () => this.load(), this.signal);
    document.addEventListener("visibilitychange", () => this.tellWhetherOpen(), { signal: this.signal });
    window.addEventListener("pagehide", () => this.tell("close"), { signal: this.signal });
    this.signal.addEventListener("abort", () => this.tell("close"));
  }

  isHere(chat) {
    return this.end.involves(chat) && this.end.otherId(chat) === this.otherId;
  }

  async load() {
    this.early = [];
    try {
      const { chat, messages, more } = await this.ask();
      const early = this.early.filter((message) => message.seq >= (messages[0]?.seq ?? 0));
      this.messages = new Map([...messages, ...early].map((message) => [message.wamid, message]));
      this.more = more;
      this.early = null;
      this.draw();
      this.stick();
      if (chat) this.showWriting(chat);
      this.tellWhetherOpen();
    } catch (refusal) {
      this.early = null;
      fill(this.list, h("li", {}, emptyState("warning", t("thread.notLoaded"), explain(refusal))));
    }
  }

  ask(before) {
    return read(`${this.end.chatPath(this.otherId)}?limit=${PAGE}${before ? `&before=${before}` : ""}`);
  }

  async loadEarlier() {
    const [first] = this.messages.values();
    const answer = await attempt(this.screen, () => this.ask(first.seq));
    if (!answer) return;
    const height = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.messages = new Map([...answer.messages.map((message) => [message.wamid, message]), ...this.messages]);
    this.more = answer.more;
    this.draw();
    this.scroller.scrollTop = this.scroller.scrollHeight - height;
  }

  /** What happens while the messages are being read is put on top of them. */
  take(message, chat) {
    if (this.early) return this.early.push(message);
    const isNew = !this.messages.has(message.wamid);
    if (isNew && this.isBeforeAll(message)) return;
    this.messages.set(message.wamid, message);
    this.draw();
    this.showWriting(chat);
    if (isNew && (this.atEnd || this.end.isMine(message))) this.goToEnd();
  }

  /** A late tick of a message that is not unfolded yet says nothing here. */
  isBeforeAll(message) {
    const [first] = this.messages.values();
    return this.more && first && message.seq < first.seq;
  }

  /** Redraws what changed: a bubble whose message and neighbours are as they were is kept, with its focus and its player. */
  draw() {
    const focused = document.activeElement?.closest?.("[data-wamid]")?.dataset.wamid;
    const rows = this.more ? [this.earlierButton()] : [];
    let before = null;
    for (const message of this.messages.values()) {
      if (!before || dayOf(before.at * 1000, this.nowMs()) !== dayOf(message.at * 1000, this.nowMs()))
        rows.push(this.dayLine(message));
      rows.push(this.row(message, before));
      before = message;
    }
    if (!before)
      rows.push(
        h(
          "li.empty",
          {},
          icon("chats"),
          h("strong", {}, t("thread.empty")),
          this.end.canWrite() && t("thread.emptyAdvice"),
        ),
      );
    this.place([...rows, this.writing].filter(Boolean));
    this.rove(focused);
  }

  /** Moves only what is not in its place yet: an element that is moved loses its focus. */
  place(rows) {
    const wanted = new Set(rows);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    rows.forEach((row, at) => {
      if (this.list.children[at] !== row) this.list.insertBefore(row, this.list.children[at] ?? null);
    });
  }

  row(message, before) {
    const starts =
      !before || before.from !== message.from || before.type === "system" || message.at - before.at > GROUP_WITHIN;
    const quoted = message.quote ? this.messages.get(message.quote) : null;
    const likeness = JSON.stringify([message, starts, quoted?.content, quoted?.revoked_at]);
    const known = this.drawn.get(message.wamid);
    if (known?.likeness === likeness) return known.element;
    const element = bubble(message, { thread: this, quoted, starts });
    if (known?.element.contains(document.activeElement)) this.refocus = message.wamid;
    this.drawn.set(message.wamid, { likeness, element });
    return element;
  }

  dayLine(message) {
    const words = dayOf(message.at * 1000, this.nowMs());
    const known = this.drawn.get(words) ?? { element: h("li.day", {}, words) };
    this.drawn.set(words, known);
    return known.element;
  }

  earlierButton() {
    return h(
      "li.earlier",
      {},
      h("button.push", { type: "button", onclick: () => this.loadEarlier() }, t("thread.earlier")),
    );
  }

  /** One menu button is in the tab order, the arrows move among them. */
  rove(focused) {
    const menus = this.menus();
    const wanted = this.refocus ?? focused;
    const current = menus.find((menu) => menu.closest("[data-wamid]").dataset.wamid === wanted) ?? menus.at(-1);
    for (const menu of menus) menu.tabIndex = menu === current ? 0 : -1;
    if (this.refocus) current?.focus({ preventScroll: true });
    this.refocus = null;
  }

  menus() {
    return [...this.list.querySelectorAll(".bubble-menu")];
  }

  keys(event) {
    if (!event.target.classList.contains("bubble-menu")) return;
    arrows(event, this.menus());
    const now = document.activeElement;
    if (now.classList.contains("bubble-menu")) {
      for (const menu of this.menus()) menu.tabIndex = menu === now ? 0 : -1;
    }
  }

  showWriting(chat) {
    const on = this.end.writing(chat);
    if (on === Boolean(this.writing)) return;
    this.writing = on
      ? h(
          "li.typing",
          { "aria-label": t("thread.writing", { who: this.otherName() }), role: "img" },
          h("i"),
          h("i"),
          h("i"),
        )
      : null;
    this.draw();
    this.phone.headChanged(on);
    this.settled();
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.toEnd.hidden = this.atEnd;
  }

  stick() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  goToEnd() {
    this.stick();
    this.toEnd.hidden = true;
  }

  jumpTo(wamid) {
    const element = this.drawn.get(wamid)?.element;
    if (!element?.isConnected) return notice(this.screen, t("quote.notHere"));
    element.scrollIntoView({ block: "center" });
    element.classList.remove("found");
    requestAnimationFrame(() => element.classList.add("found"));
    element.querySelector(".bubble-menu")?.focus({ preventScroll: true });
  }

  tellWhetherOpen() {
    this.tell(document.hidden ? "close" : "open");
  }

  /** Opening is what sets the other end's ticks to read; nobody waits for its answer. */
  tell(what) {
    if (this.end.canWrite()) this.end.act(this.otherId, what, {}).catch(() => {});
  }

  otherName() {
    return this.end.other(this.otherId).name;
  }

  nowMs() {
    return this.world.now() * 1000;
  }

  openActions(message) {
    if (this.end.canWrite() && !message.revoked_at && message.type !== "system") openActions(this, message);
  }

  send(body) {
    return attempt(this.screen, () => this.end.send(this.otherId, body));
  }

  act(what, body) {
    return attempt(this.screen, () => this.end.act(this.otherId, what, body));
  }

  react(message, emoji) {
    return this.act("reactions", { message: message.wamid, emoji });
  }

  press(message, id) {
    return this.act("replies", { message: message.wamid, id });
  }
}

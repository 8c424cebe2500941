/** A phone in its frame: status line, the list of chats, an open chat, and what it says to a screen reader. */
import { avatar, ChatList } from "./chats.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { openSettings } from "./platform.js";
import { preview } from "./preview.js";
import { emptyState } from "./sheets.js";
import { Thread } from "./thread.js";
import { dateOf, t, timeOf } from "./words.js";

export class Phone {
  thread = null;

  /** `opened(otherId or null)` is told which chat is shown, so that the address can keep it. */
  constructor(world, end, { opened = () => {} } = {}) {
    Object.assign(this, { world, end, opened });
    this.life = new AbortController();
    this.signal = this.life.signal;
    this.clock = h("time", {});
    this.whose = h("span.whose-phone", {});
    this.view = h("div.view", {});
    this.spoken = h("div.unseen", { "aria-live": "polite" });
    const status = h("div.status-line", {}, this.clock, this.whose);
    this.screen = h("div.screen", {}, status, this.view);
    this.element = h(`section.phone.${end.className}`, { "aria-label": this.label() }, this.screen, this.spoken);
    this.list = new ChatList(this);
    this.keepTime();
    world.on("message", (happened) => this.announce(happened), this.signal);
    world.on("world", () => this.named(), this.signal);
    this.named();
  }

  label() {
    return t(`phone.${this.end.kind}`, { name: this.end.title() });
  }

  named() {
    this.whose.textContent = this.label();
    this.element.setAttribute("aria-label", this.label());
  }

  keepTime() {
    const tell = () => {
      const now = this.world.now() * 1000;
      this.clock.textContent = timeOf(now);
      this.keepDay(dateOf(now));
    };
    tell();
    const timer = setInterval(tell, 1000);
    this.world.on("clock", tell, this.signal);
    this.signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** "Today" is another day at midnight, or when the clock is turned: what is dated is drawn again. */
  keepDay(day) {
    if (this.day !== undefined && this.day !== day) {
      this.list.draw();
      if (this.thread?.messages.size) this.thread.draw();
    }
    this.day = day;
  }

  async start(otherId) {
    const loading = this.list.load();
    if (otherId) this.openChat(otherId, { focus: false });
    else this.showList();
    await loading;
  }

  showList({ focus } = {}) {
    const left = this.leave();
    const start = h(
      "button.round.main",
      { type: "button", title: t("chats.start"), "aria-label": t("chats.start"), onclick: () => this.list.choose() },
      icon("add"),
    );
    const head = h(
      "div.view-head.large",
      {},
      h("div.titles", {}, h("h2", {}, this.end.title()), h("p.under", {}, this.end.subtitle())),
      this.end.kind === "agent" && this.end.canWrite() && this.settings(),
      this.end.canWrite() && start,
    );
    fill(this.view, head, !this.end.canWrite() && noApp(), this.list.element);
    this.list.draw();
    this.opened(null);
    if (focus) this.list.rows.querySelector(`[data-other="${CSS.escape(left)}"]`)?.focus();
  }

  settings() {
    const label = t("platform.settings");
    return h(
      "button.round",
      { type: "button", title: label, "aria-label": label, onclick: () => openSettings(this) },
      icon("settings"),
    );
  }

  openChat(otherId, { focus = true } = {}) {
    this.leave();
    this.threadLife = new AbortController();
    this.thread = new Thread({ phone: this, otherId, signal: this.threadLife.signal });
    this.under = h("p.under", {});
    const writes = this.end.canWrite();
    fill(
      this.view,
      this.head(otherId),
      this.thread.element,
      writes && this.thread.composer.element,
      !writes && noApp(),
    );
    this.headChanged(false);
    this.dropTarget();
    this.thread.load();
    this.opened(otherId);
    if (focus && writes) this.thread.composer.focus();
  }

  head(otherId) {
    const other = this.end.other(otherId);
    const back = h(
      "button.round",
      {
        type: "button",
        title: t("thread.back"),
        "aria-label": t("thread.back"),
        onclick: () => this.showList({ focus: true }),
      },
      icon("back"),
    );
    return h("div.view-head", {}, back, avatar(other), h("div.titles", {}, h("h2", {}, other.name), this.under));
  }

  headChanged(writing) {
    if (!this.thread) return;
    this.under.classList.toggle("writing", writing);
    this.under.textContent = writing ? t("chats.writing") : this.end.other(this.thread.otherId).detail;
  }

  dropTarget() {
    const { thread } = this;
    if (!this.end.canWrite()) return;
    const hover = (on) => (event) => {
      event.preventDefault();
      this.view.classList.toggle("dropping", on);
    };
    this.view.dataset.drop = t("attach.drop");
    this.view.addEventListener("dragover", hover(true), { signal: thread.signal });
    this.view.addEventListener("dragleave", hover(false), { signal: thread.signal });
    this.view.addEventListener(
      "drop",
      (event) => {
        hover(false)(event);
        thread.composer.sendFiles([...event.dataTransfer.files]);
      },
      { signal: thread.signal },
    );
  }

  /** → the chat that was open, "" when there was none */
  leave() {
    const left = this.thread?.otherId ?? "";
    this.threadLife?.abort();
    this.thread = null;
    return left;
  }

  announce({ message, chat }) {
    const isNew = this.list.loaded && message.seq > this.heard && !message.revoked_at;
    if (!this.end.involves(chat) || this.end.isMine(message) || !isNew) return;
    this.heard = message.seq;
    const who = this.end.other(this.end.otherId(chat)).name;
    this.spoken.textContent = t("phone.newMessage", { who, words: preview(message).words });
  }

  remove() {
    this.leave();
    this.life.abort();
    this.element.remove();
  }
}

function noApp() {
  return h("div", { role: "note" }, emptyState("bolt", t("phone.noApp"), t("phone.noAppAdvice")));
}

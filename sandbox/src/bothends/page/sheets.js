/** Sheets, pictures in large and short notices, each inside the phone it belongs to. */
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { knows, t } from "./words.js";

const FOCUSABLE = "button:not([disabled]), input:not([type=file]), select, textarea, a[href], video[controls]";

/**
 * Lays `content` over a screen until it is closed: Escape, the button, the shade, or the returned function.
 * The rest of the screen is inert meanwhile, and the focus goes back to where it was.
 */
export function openSheet(screen, title, content, { onclose } = {}) {
  const heading = h("h2", {}, title);
  const shut = h(
    "button.round",
    { type: "button", "aria-label": t("sheet.close"), title: t("sheet.close"), onclick: () => close() },
    icon("close"),
  );
  const sheet = h(
    "div.sheet",
    { role: "dialog", "aria-modal": "true", "aria-label": title },
    h("div.sheet-head", {}, heading, shut),
    content,
  );
  const close = overlay(screen, [h("div.scrim", { onclick: () => close() }), sheet], onclose);
  (sheet.querySelector("[autofocus]") ?? sheet.querySelector(`.sheet-head ~ * :is(${FOCUSABLE})`) ?? shut).focus();
  return close;
}

export function openPicture(screen, source, words, caption) {
  const shut = h(
    "button.round",
    { type: "button", "aria-label": t("sheet.close"), onclick: () => close() },
    icon("close"),
  );
  const box = h(
    "div.lightbox",
    { role: "dialog", "aria-modal": "true", "aria-label": words },
    shut,
    h("img", { src: source, alt: words }),
    h("p", {}, caption),
  );
  const close = overlay(screen, [box]);
  shut.focus();
}

function overlay(screen, elements, onclose) {
  const before = document.activeElement;
  const behind = [...screen.children].filter((child) => !child.inert);
  for (const child of behind) child.inert = true;
  const close = () => {
    for (const element of elements) element.remove();
    for (const child of behind) child.inert = false;
    if (before?.isConnected) before.focus({ preventScroll: true });
    onclose?.();
  };
  const box = elements.at(-1);
  box.addEventListener("keydown", (event) => keys(event, box, close));
  screen.append(...elements);
  return close;
}

function keys(event, box, close) {
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  } else if (event.key === "Tab") {
    keepInside(event, [...box.querySelectorAll(FOCUSABLE)]);
  }
}

function keepInside(event, stops) {
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

/** A column of choices: [{icon, label, hint?, grave?, run}]. */
export function choices(items, close) {
  const rows = items.map((item) =>
    h(
      `button.sheet-item${item.grave ? ".grave" : ""}`,
      {
        type: "button",
        onclick: () => {
          close();
          item.run();
        },
      },
      icon(item.icon),
      h("span", {}, item.label, item.hint && h("small", {}, item.hint)),
    ),
  );
  return h("div.sheet-list", { onkeydown: (event) => arrows(event, rows) }, rows);
}

export function arrows(event, stops) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = stops.indexOf(document.activeElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
}

const showing = new WeakMap();

/** A notice at the foot of a screen; it stays long enough to be read, or until it is closed. */
export function notice(screen, sentence) {
  showing.get(screen)?.();
  const shut = h(
    "button.round",
    { type: "button", "aria-label": t("sheet.close"), onclick: () => done() },
    icon("close"),
  );
  const box = h("div.toast", { role: "alert" }, icon("warning"), h("span", {}, sentence), shut);
  const timer = setTimeout(() => done(), 7000);
  const done = () => {
    clearTimeout(timer);
    box.remove();
  };
  showing.set(screen, done);
  screen.append(box);
}

/** What went wrong, in the reader's language where we know the code, otherwise in the sandbox's own sentence. */
export function explain(refusal) {
  const key = `refused.${refusal.code}`;
  return knows(key) ? t(key) : refusal.message || t("refused.unexpected");
}

export async function attempt(screen, doing) {
  try {
    return await doing();
  } catch (refusal) {
    notice(screen, explain(refusal));
    return null;
  }
}

export function emptyState(name, heading, advice, ...more) {
  return h("div.empty", {}, icon(name), h("strong", {}, heading), advice && h("p", {}, advice), more);
}

export function skeleton(element, rows) {
  return fill(
    element,
    Array.from({ length: rows }, () => h("div.bone", { "aria-hidden": "true" })),
  );
}

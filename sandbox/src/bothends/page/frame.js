/** What stands around every page: the name, that this is not Meta's, the ways, and whether the sandbox answers. */
import { fill, h } from "./dom.js";
import { icon, sign } from "./icons.js";
import { attempt } from "./sheets.js";
import { t } from "./words.js";

const WAYS = [
  ["/", "ways.phones"],
  ["/chaos", "ways.chaos"],
];

export function masthead() {
  const here = location.pathname;
  return h(
    "header.masthead",
    {},
    h("a.brand", { href: kept("/") }, sign(), h("h1", {}, "Bothends")),
    disclaimer(),
    h(
      "nav.ways",
      { "aria-label": t("ways.label") },
      WAYS.map(([path, word]) => h("a", { href: kept(path), "aria-current": here === path ? "page" : null }, t(word))),
    ),
  );
}

export function disclaimer() {
  return h("p.disclaimer", {}, t("page.disclaimer"));
}

/** A link that keeps the language that was asked for. */
export function kept(path) {
  const lang = new URLSearchParams(location.search).get("lang");
  return lang ? `${path}${path.includes("?") ? "&" : "?"}lang=${encodeURIComponent(lang)}` : path;
}

export function linkState(world) {
  const bar = h("div", { role: "status" });
  world.on("link", ({ connected }) =>
    fill(bar, connected ? null : h("div.notice-bar", {}, icon("warning"), t("page.disconnected"))),
  );
  return bar;
}

/** A request from outside a phone: what is refused is said at the foot of the page. */
export function attempting(page) {
  return (doing) => attempt(page, doing);
}

/** Keeps a choice in the address without a step in the history. */
export function remember(name, value) {
  const url = new URL(location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history.replaceState(null, "", url);
}

export function asked(name) {
  return new URLSearchParams(location.search).get(name);
}

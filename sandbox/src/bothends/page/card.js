/** One box on the desk: its name, a sentence about it, and what it holds. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

export function card(name, title, lead, ...content) {
  return h(
    "section.card",
    { "aria-label": title },
    h("div.card-head", {}, h("h2", {}, title), icon(name)),
    h("p.lead", {}, lead),
    content,
  );
}

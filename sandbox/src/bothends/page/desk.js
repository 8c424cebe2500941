/** `/chaos`: the clock, what goes wrong on purpose, and the records of what happened. */
import { write } from "./api.js";
import { card } from "./card.js";
import { speedChoice, ticking, turnButtons } from "./clock.js";
import { fill, h } from "./dom.js";
import { attempting, linkState, masthead } from "./frame.js";
import { icon } from "./icons.js";
import { book, sends, webhooks } from "./records.js";
import { rules } from "./rules.js";
import { settings } from "./switches.js";
import { t } from "./words.js";

export function showDesk(page, world) {
  document.title = t("desk.title");
  const signal = new AbortController().signal;
  const attempted = attempting(page);
  const controls = h(
    "div.column",
    {},
    clockCard(world, attempted, signal),
    rules(world, attempted, signal),
    settings(world, attempted, signal),
  );
  const records = h(
    "div.column",
    {},
    webhooks(world, attempted, signal),
    sends(world, attempted, signal),
    book(world, attempted, signal),
    resetCard(attempted),
  );
  fill(page, masthead(), linkState(world), h("main.desk.agent-end", {}, controls, records));
}

function clockCard(world, attempted, signal) {
  const time = h("p.clock-large", {});
  const date = h("p.under", {});
  ticking(
    world,
    (clock, day) => {
      time.textContent = clock;
      date.textContent = day;
    },
    signal,
  );
  return card(
    "clock",
    t("clock.title"),
    t("clock.lead"),
    time,
    date,
    h("div.buttons", {}, turnButtons(attempted)),
    h("div.buttons", {}, speedChoice(world, attempted, signal)),
  );
}

function resetCard(attempted) {
  const button = h(
    "button.push.grave",
    { type: "button", onclick: () => attempted(() => write("/reset", {})) },
    icon("trash"),
    t("reset.button"),
  );
  return card("trash", t("reset.title"), t("reset.lead"), button);
}

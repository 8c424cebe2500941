/** The virtual clock as a person sees and turns it. */
import { put, write } from "./api.js";
import { h } from "./dom.js";
import { dateOf, secondOf, t } from "./words.js";

export const TURNS = [
  ["clock.hour", 3600],
  ["clock.pastWindow", 25 * 3600],
  ["clock.week", 7 * 24 * 3600],
];
const SPEEDS = [1, 10, 60, 600];

/** Tells `show(time, date)` the virtual time every quarter of a second, until aborted. */
export function ticking(world, show, signal) {
  const tell = () => show(secondOf(world.now() * 1000), dateOf(world.now() * 1000));
  tell();
  const timer = setInterval(tell, 250);
  world.on("clock", tell, signal);
  signal.addEventListener("abort", () => clearInterval(timer));
}

export function turnButtons(attempted, turns = TURNS) {
  return turns.map(([word, seconds]) =>
    h("button.push", { type: "button", onclick: () => attempted(() => write("/clock/turn", { seconds })) }, t(word)),
  );
}

export function speedChoice(world, attempted, signal) {
  const select = h(
    "select.bare",
    { "aria-label": t("clock.speed"), onchange: () => attempted(() => put("/clock", asked(select.value))) },
    h("option", { value: "stopped" }, t("clock.stopped")),
    SPEEDS.map((speed) => h("option", { value: String(speed) }, t("clock.times", { speed }))),
  );
  const show = () => {
    select.value = world.clock.mode === "stepped" ? "stopped" : String(world.clock.speed);
  };
  show();
  world.on("clock", show, signal);
  return select;
}

function asked(value) {
  return value === "stopped" ? { mode: "stepped" } : { mode: "running", speed: Number(value) };
}

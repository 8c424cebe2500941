/** The strip under the two phones: what time it is here, and what goes wrong on purpose. */
import { remove, write } from "./api.js";
import { speedChoice, ticking, TURNS, turnButtons } from "./clock.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

const QUICK = [
  ["duplicate", {}],
  ["reorder", {}],
  ["delay", { delay_ms: 3000 }],
  ["drop_first", { probability: 0.5 }],
];

export function strip(world, attempted, signal) {
  const time = h("span.clock-face", {});
  const date = h("span.clock-date", {});
  ticking(
    world,
    (clock, day) => {
      time.textContent = clock;
      date.textContent = day;
    },
    signal,
  );
  const chaos = h("div.strip-part.chaos-part", { role: "group", "aria-label": t("chaos.title") });
  const drawChaos = () => fill(chaos, chaosPart(world, attempted));
  drawChaos();
  world.on("chaos", drawChaos, signal);
  world.on("reload", drawChaos, signal);
  return h(
    "footer.strip",
    {},
    h(
      "div.strip-part",
      { role: "group", "aria-label": t("clock.title") },
      icon("clock"),
      time,
      date,
      turnButtons(attempted, TURNS.slice(0, 2)),
      speedChoice(world, attempted, signal),
    ),
    chaos,
  );
}

function chaosPart(world, attempted) {
  const others = world.chaos.filter((rule) => !QUICK.some(([name]) => name === rule.rule));
  return [
    icon("bolt"),
    QUICK.map(([name, params]) => toggle(world, attempted, name, params)),
    others.map((rule) => h("span.tag.hot", {}, t(`rule.${rule.rule}`))),
    world.chaos.length === 0 && h("span.tag", {}, t("chaos.calm")),
  ];
}

function toggle(world, attempted, name, params) {
  const active = world.chaos.find((rule) => rule.rule === name);
  const run = () =>
    attempted(() => (active ? remove(`/chaos/${active.id}`) : write("/chaos", { rule: name, ...params })));
  return h(
    `button.push${active ? ".main" : ""}`,
    { type: "button", "aria-pressed": String(Boolean(active)), title: t(`ruleHint.${name}`), onclick: run },
    t(`rule.${name}`),
  );
}

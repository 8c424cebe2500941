/** Chaos: the rules that are on, and a form to add one. */
import { remove, write } from "./api.js";
import { card } from "./card.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./words.js";

/** Every rule with its own parameters and their defaults (docs/control-api.md, Chaos). */
const RULES = {
  duplicate: { times: 1 },
  reorder: { wait_ms: 1000 },
  drop_first: {},
  drop: {},
  delay: { delay_ms: 1000 },
  batch: { items: 10, wait_ms: 200, layout: "items" },
  echo_before_answer: {},
  echo_api_sends: {},
  status_before_answer: {},
  answer_lost: {},
  error_after_accept: { code: 131000 },
  reset_before_accept: {},
  hang: { seconds: 30 },
  slow: { delay_ms: 500 },
  refuse: { code: 131000, http: 400 },
  storm_130429: {},
  token_expired: {},
  fail_later: { code: 131026 },
  media_503: {},
  hide_phone_numbers: {},
  unavailable_131060: {},
  skip_delivered: {},
  no_statuses: {},
};

export function rules(world, attempted, signal) {
  const active = h("div", { "aria-live": "polite" });
  const draw = () =>
    fill(active, world.chaos.length ? activeRules(world, attempted) : h("p.none", {}, t("chaos.none")));
  draw();
  world.on("chaos", draw, signal);
  world.on("reload", draw, signal);
  return card("bolt", t("chaos.title"), t("chaos.lead"), active, addForm(world, attempted));
}

function activeRules(world, attempted) {
  const clear = h(
    "button.push.grave",
    { type: "button", onclick: () => attempted(() => remove("/chaos")) },
    icon("trash"),
    t("chaos.clear"),
  );
  return [world.chaos.map((rule) => activeRule(rule, attempted)), h("div.buttons", {}, clear)];
}

function activeRule(rule, attempted) {
  const name = t(`rule.${rule.rule}`);
  const off = h(
    "button.push",
    {
      type: "button",
      "aria-label": t("chaos.offLabel", { name }),
      onclick: () => attempted(() => remove(`/chaos/${rule.id}`)),
    },
    t("chaos.off"),
  );
  return h(
    "div.knob",
    {},
    h("strong", {}, name),
    off,
    h("small", {}, [odds(rule), ...details(rule), t("chaos.struck", { count: rule.struck })].join(" · ")),
  );
}

function odds(rule) {
  if (rule.count !== null && rule.count !== undefined) return t("chaos.next", { count: rule.count });
  return t("chaos.chance", { percent: Math.round((rule.probability ?? 1) * 100) });
}

function details(rule) {
  const own = Object.keys(RULES[rule.rule] ?? {}).map((key) => `${t(`param.${key}`)}: ${rule[key]}`);
  const scope = ["number", "customer", "field", "kind"].filter((key) => rule[key]).map((key) => `${key} ${rule[key]}`);
  return [...own, ...scope];
}

function addForm(world, attempted) {
  const hint = h("small", {});
  const own = h("div", {});
  const chosen = h(
    "select",
    { id: "rule", onchange: () => show() },
    Object.keys(RULES).map((rule) => h("option", { value: rule }, t(`rule.${rule}`))),
  );
  const shared = {
    chance: number("chaos.percent", 100, { min: 0, max: 100 }),
    count: number("chaos.count", "", { min: 1, placeholder: "–" }),
    number: pick("chaos.number", world.numbers),
    customer: pick("chaos.customer", world.customers),
  };
  const show = () => {
    hint.textContent = t(`ruleHint.${chosen.value}`);
    fill(
      own,
      Object.entries(RULES[chosen.value]).map(([key, value]) => knob(key, value)),
    );
  };
  show();
  const submit = (event) => {
    event.preventDefault();
    attempted(() => write("/chaos", { rule: chosen.value, ...odd(shared), ...scope(shared), ...params(own) }));
  };
  return h(
    "form",
    { onsubmit: submit },
    h("div.field", {}, h("label", { for: "rule" }, t("chaos.rule")), chosen),
    hint,
    own,
    Object.values(shared),
    h("div.buttons", {}, h("button.push.main", { type: "submit" }, icon("add"), t("chaos.add"))),
  );
}

function number(word, value, limits) {
  return h(
    "div.knob",
    {},
    h("label", { for: `knob-${word}` }, t(word)),
    h("input", { type: "number", id: `knob-${word}`, value, ...limits }),
  );
}

function knob(key, value) {
  const type = typeof value === "number" ? "number" : "text";
  return h(
    "div.knob",
    {},
    h("label", { for: `knob-${key}` }, t(`param.${key}`)),
    h("input", { type, id: `knob-${key}`, name: key, value }),
  );
}

function pick(word, things) {
  const options = [
    h("option", { value: "" }, t("chaos.every")),
    things.map((thing) => h("option", { value: thing.id }, thing.name)),
  ];
  return h("div.field", {}, h("label", { for: `pick-${word}` }, t(word)), h("select", { id: `pick-${word}` }, options));
}

function odd({ chance, count }) {
  const times = count.querySelector("input").value;
  return times ? { count: Number(times) } : { probability: Number(chance.querySelector("input").value) / 100 };
}

function scope(shared) {
  const chosen = ["number", "customer"].map((key) => [key, shared[key].querySelector("select").value]);
  return Object.fromEntries(chosen.filter(([, value]) => value));
}

function params(own) {
  const fields = [...own.querySelectorAll("input")];
  return Object.fromEntries(
    fields.map((field) => [field.name, field.type === "number" ? Number(field.value) : field.value]),
  );
}

/** Settings that stay until changed: how this sandbox reads the points where Meta's own pages leave a choice. */
import { change } from "./api.js";
import { card } from "./card.js";
import { fill, h } from "./dom.js";
import { t } from "./words.js";

const CHOICES = {
  window: ["async", "sync", "off"],
  rate_http: [400, 429],
  reaction_removal: ["absent", "empty"],
  service_price: ["free", "charged"],
  signup_order: ["event_first", "callback_first"],
  signup_error_key: ["error_code", "error_id"],
};

export function settings(world, attempted, signal) {
  const rows = h("div", {});
  const draw = () =>
    fill(
      rows,
      Object.entries(world.settings).map(([name, value]) => row(name, value, attempted)),
    );
  draw();
  world.on("reload", draw, signal);
  world.on("world", ({ kind }) => kind === "settings" && !rows.contains(document.activeElement) && draw(), signal);
  return card("button", t("settings.title"), t("settings.lead"), rows);
}

function row(name, value, attempted) {
  const id = `setting-${name}`;
  const save = (wanted) => attempted(() => change("/settings", { [name]: wanted }));
  return h("div.knob", {}, h("label", { for: id }, t(`setting.${name}`)), control(name, value, id, save));
}

function control(name, value, id, save) {
  if (name in CHOICES) return choice(name, value, id, save);
  if (typeof value === "boolean")
    return h("input", { type: "checkbox", id, checked: value, onchange: (event) => save(event.target.checked) });
  return span(name, value, id, save);
}

function choice(name, value, id, save) {
  const select = h(
    "select.bare",
    { id, onchange: () => save(CHOICES[name].find((one) => String(one) === select.value)) },
    CHOICES[name].map((one) => h("option", { value: String(one) }, t(`choice.${one}`))),
  );
  select.value = String(value);
  return select;
}

/** [low, high] in milliseconds. */
function span(name, value, id, save) {
  const [low, high] = value.map((ms, at) =>
    h("input", {
      type: "number",
      min: 0,
      value: ms,
      id: at ? `${id}-to` : id,
      "aria-label": at ? t("settings.upTo", { name: t(`setting.${name}`) }) : null,
      onchange: () => save([Number(low.value), Number(high.value)]),
    }),
  );
  return h("div.range", {}, low, "–", high);
}

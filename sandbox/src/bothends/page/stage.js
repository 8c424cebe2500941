/** `/`: a customer's phone and the agent's app side by side, and the wire between them. */
import { read } from "./api.js";
import { fill, h } from "./dom.js";
import { agentEnd, customerEnd } from "./ends.js";
import { asked, attempting, kept, linkState, masthead, remember } from "./frame.js";
import { icon } from "./icons.js";
import { Phone } from "./phone.js";
import { emptyState } from "./sheets.js";
import { strip } from "./strip.js";
import { t } from "./words.js";

const SEATS = {
  customer: { make: customerEnd, list: "customers", side: "left", path: "/phones/", labelOf: (customer) => customer.name },
  agent: { make: agentEnd, list: "numbers", side: "right", path: "/app/",
    labelOf: (number) => `${number.name} · ${number.owner || number.display_phone_number}` },
};

export function showStage(page, world) {
  document.title = t("page.title");
  const signal = new AbortController().signal;
  const stage = h("main.stage", { "data-shown": "customer" }, seat(world, "customer", signal), wire(world, signal), seat(world, "agent", signal));
  page.classList.add("whole");
  fill(page, masthead(), linkState(world), halves(stage), stage, strip(world, attempting(page), signal));
}

/** A place for one phone with the choice of whose it is. */
function seat(world, kind, signal) {
  const { list, side, path, labelOf } = SEATS[kind];
  const select = h("select", {});
  const alone = h("a", { title: t("seat.alone"), "aria-label": t("seat.alone"), target: "_blank" }, icon("open"));
  const place = h(`div.seat.${side}.${kind}-end`, {}, h("div.seat-label", {},
    h("label", {}, h("span.whose", {}, t(`seat.${kind}`)), select), alone));
  let phone = null;
  const sit = (id) => {
    phone?.remove();
    remember(kind, id);
    alone.href = kept(path + encodeURIComponent(id));
    phone = new Phone(world, SEATS[kind].make(world, id));
    place.append(phone.element);
    phone.start();
  };
  const offer = () => fill(select, world[list].map((one) => h("option", { value: one.id }, labelOf(one))));
  const begin = () => {
    offer();
    const known = world[list].some((one) => one.id === asked(kind));
    if (!world[list].length) return place.append(emptyState("phone", t("seat.nobody")));
    select.value = known ? asked(kind) : world[list][0].id;
    sit(select.value);
  };
  select.addEventListener("change", () => sit(select.value));
  world.on("world", () => { const chosen = select.value; offer(); select.value = chosen; }, signal);
  world.on("reload", begin, signal);
  begin();
  return place;
}

function halves(stage) {
  const button = (kind) => h(`button.${kind}-end`, { type: "button", "aria-pressed": String(kind === "customer"), onclick: () => show(kind) }, t(`seat.${kind}`));
  const buttons = { customer: button("customer"), agent: button("agent") };
  const show = (kind) => {
    stage.dataset.shown = kind;
    for (const [name, one] of Object.entries(buttons)) one.setAttribute("aria-pressed", String(name === kind));
  };
  return h("div.halves", { role: "group", "aria-label": t("seat.which") }, Object.values(buttons));
}

function wire(world, signal) {
  const line = h("div.wire-line", { "aria-hidden": "true" });
  const count = h("p", {});
  const seen = { seq: Infinity };
  world.on("message", ({ message }) => {
    if (message.seq > (seen.last ?? -1)) pulse(line, message.from);
    seen.last = Math.max(seen.last ?? -1, message.seq);
  }, signal);
  const tell = ({ webhooks }) => { count.textContent = wireWords(world, webhooks); };
  tell(world);
  world.on("world", () => tell(world), signal);
  let due = null;
  world.on("webhook", () => { due ??= setTimeout(() => { due = null; refresh(tell); }, 400); }, signal);
  return h("div.wire", {}, line, count);
}

function wireWords(world, webhooks) {
  const anywhere = webhooks.delivered || world.apps.some((app) => app.subscription);
  return anywhere ? t("wire.webhooks", { count: webhooks.delivered }) : t("webhooks.nowhere");
}

async function refresh(tell) {
  try {
    tell({ webhooks: await read("/webhooks/counts") });
  } catch {
    // The bar above the phones says when the sandbox is away.
  }
}

function pulse(line, from) {
  const dot = h(`i.pulse.${from === "customer" ? "to-agent" : "to-customer"}`);
  dot.addEventListener("animationend", () => dot.remove());
  setTimeout(() => dot.remove(), 1000);
  line.append(dot);
}

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
  customer: {
    make: customerEnd,
    list: "customers",
    side: "left",
    path: "/phones/",
    labelOf: (customer) => customer.name,
  },
  agent: {
    make: agentEnd,
    list: "numbers",
    side: "right",
    path: "/app/",
    labelOf: (number) => `${number.name} · ${number.owner || number.display_phone_number}`,
  },
};

export function showStage(page, world) {
  document.title = t("page.title");
  const signal = new AbortController().signal;
  const stage = h(
    "main.stage",
    { "data-shown": "customer" },
    new Seat(world, "customer", signal).element,
    wire(world, signal),
    new Seat(world, "agent", signal).element,
  );
  page.classList.add("whole");
  fill(page, masthead(), linkState(world), halves(stage), stage, strip(world, attempting(page), signal));
}

/** A place for one phone with the choice of whose it is. */
class Seat {
  constructor(world, kind, signal) {
    Object.assign(this, { world, kind, ...SEATS[kind] });
    this.select = h("select", { onchange: () => this.sit(this.select.value) });
    const words = { title: t("seat.alone"), "aria-label": t("seat.alone"), target: "_blank" };
    this.alone = h("a", words, icon("open"));
    const label = h("label", {}, h("span.whose", {}, t(`seat.${kind}`)), this.select);
    this.room = h("div.room", {});
    this.element = h(`div.seat.${this.side}.${kind}-end`, {}, h("div.seat-label", {}, label, this.alone), this.room);
    world.on("world", () => this.offer(), signal);
    world.on("reload", () => this.offer(), signal);
    this.offer();
  }

  /** The phone that is shown stays, with its open chat, for as long as there is somebody to hold it. */
  offer() {
    const people = this.world[this.list];
    const known = (id) => people.some((one) => one.id === id);
    const options = people.map((one) => h("option", { value: one.id }, this.labelOf(one)));
    fill(this.select, options);
    const chosen = [this.sitting, asked(this.kind), people[0]?.id].find(known);
    if (chosen) this.select.value = chosen;
    if (chosen !== this.sitting || !chosen) this.sit(chosen);
  }

  sit(id) {
    this.phone?.remove();
    this.sitting = id;
    remember(this.kind, id);
    this.alone.hidden = !id;
    if (!id) return fill(this.room, emptyState("phone", t("seat.nobody")));
    this.alone.href = kept(this.path + encodeURIComponent(id));
    this.phone = new Phone(this.world, this.make(this.world, id));
    fill(this.room, this.phone.element);
    return this.phone.start();
  }
}

function halves(stage) {
  const button = (kind) =>
    h(
      `button.${kind}-end`,
      { type: "button", "aria-pressed": String(kind === "customer"), onclick: () => show(kind) },
      t(`seat.${kind}`),
    );
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
  world.on(
    "message",
    ({ message }) => {
      if (message.seq > (seen.last ?? -1)) pulse(line, message.from);
      seen.last = Math.max(seen.last ?? -1, message.seq);
    },
    signal,
  );
  const tell = ({ webhooks }) => {
    count.textContent = wireWords(world, webhooks);
  };
  tell(world);
  world.on("world", () => tell(world), signal);
  let due = null;
  world.on(
    "webhook",
    () => {
      due ??= setTimeout(() => {
        due = null;
        refresh(tell);
      }, 400);
    },
    signal,
  );
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

/**
 * What this page knows of the sandbox, kept current by its event stream.
 * Events that others listen to: world, clock, chaos, message, chat, webhook, send, reload, link.
 */
import { events, read } from "./api.js";

const KINDS = ["message", "chat", "world", "clock", "chaos", "webhook", "send", "reset"];
const LISTS = { number: "numbers", customer: "customers", app: "apps", template: "templates", waba: "wabas", signup: "signups" };

export class World extends EventTarget {
  numbers = [];
  customers = [];
  signups = [];
  chaos = [];
  connected = true;

  async start() {
    await this.load();
    this.listen();
  }

  async load() {
    Object.assign(this, await read("/state"));
    this.setClock(this.clock);
  }

  listen() {
    this.stream = events(this.event);
    for (const kind of KINDS) {
      this.stream.addEventListener(kind, (happened) => this.take(kind, JSON.parse(happened.data)));
    }
    this.stream.addEventListener("error", () => this.setConnected(false));
    this.stream.addEventListener("open", () => this.reconnected());
  }

  take(kind, data) {
    if (kind === "reset") return this.reload();
    if (kind === "clock") this.setClock(data);
    if (kind === "chaos") this.chaos = data.chaos;
    if (kind === "world") this.learn(data);
    this.tell(kind, data);
  }

  learn({ kind, object }) {
    if (kind === "settings") this.settings = object;
    const list = LISTS[kind];
    if (!list) return;
    const at = this[list].findIndex((known) => known.id === object.id);
    this[list] = at < 0 ? [...this[list], object] : this[list].with(at, object);
  }

  /** After a break the sandbox may be another one, with event ids of its own. */
  async reconnected() {
    if (this.connected) return;
    this.setConnected(true);
    await this.reload();
  }

  async reload() {
    try {
      await this.load();
    } catch {
      return;
    }
    this.tell("reload", {});
  }

  setConnected(connected) {
    if (this.connected === connected) return;
    this.connected = connected;
    this.tell("link", { connected });
  }

  setClock(clock) {
    this.clock = clock;
    this.clockSeen = performance.now();
  }

  /** The virtual time in seconds. */
  now() {
    const passed = (performance.now() - this.clockSeen) / 1000;
    return this.clock.mode === "stepped" ? this.clock.now : this.clock.now + passed * this.clock.speed;
  }

  number(id) {
    return this.numbers.find((number) => number.id === id);
  }

  customer(id) {
    return this.customers.find((customer) => customer.id === id);
  }

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  /** Listens until `signal` is aborted: a phone that is taken off the page stops hearing. */
  on(kind, heard, signal) {
    this.addEventListener(kind, (event) => heard(event.detail), { signal });
  }
}

/** The tour's page: it shows the state that the server tells, and presses the server's buttons. */
import { words } from "./words.js";

const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français", it: "Italiano" };
const ENDS = ["customer", "twinline", "agent"];
/** Where the eye should be, step by step. */
const LIT = { customer: "customer", phone: "agent", page: "twinline", clock: "twinline", plug: "twinline" };
const at = (id) => document.getElementById(id);

let language = chosen();
let state = null;
let stream = null;
let shownStep = "";
let pane = "twinline";

function chosen() {
  const asked = new URLSearchParams(location.search).get("language") ?? localStorage.getItem("tour.language") ?? navigator.language;
  return asked.slice(0, 2) in LANGUAGES ? asked.slice(0, 2) : "en";
}

function t(key) {
  const { names = {} } = state ?? {};
  return words[language][key].replace(/\{(\w+)\}/g, (_, name) => names[name] ?? "");
}

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// — asking the server —

async function post(what, step, text) {
  at("trouble").hidden = true;
  try {
    const body = JSON.stringify({ step, text });
    const answer = await fetch(`/do/${what}?language=${language}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
  } catch {
    trouble();
  }
}

function trouble() {
  at("trouble").textContent = t("trouble");
  at("trouble").hidden = false;
}

function listen() {
  stream?.close();
  stream = new EventSource(`/events?language=${language}`);
  stream.onmessage = (event) => show(JSON.parse(event.data));
}

// — showing —

function show(now) {
  state = now;
  for (const end of ENDS) showEnd(end);
  showSteps();
  at("title").textContent = t(`${now.step}.title`);
  at("text").textContent = t(`${now.step}.text`);
  showActs();
  showSight();
  if (now.failed) trouble();
  if (shownStep && shownStep !== now.step) {
    at("title").focus({ preventScroll: true });
    if (matchMedia("(max-width: 1180px)").matches && LIT[now.step]) choosePane(LIT[now.step]);
  }
  shownStep = now.step;
}

function showEnd(end) {
  const section = at(`end-${end}`);
  const title = t(`end.${end}`);
  section.querySelector("h2 span:last-child").textContent = title;
  section.classList.toggle("lit", LIT[state.step] === end);
  const frame = section.querySelector("iframe");
  frame.title = title;
  if (frame.dataset.address !== state.frames[end]) {
    frame.dataset.address = state.frames[end];
    frame.src = state.frames[end];
  }
}

function showSteps() {
  const items = state.steps.map(({ name, done }, index) => {
    const button = make("button", { type: "button", class: done && name !== "end" ? "done" : "", "aria-current": name === state.step ? "step" : null }, String(index + 1), make("span", {}, t(`${name}.short`)));
    button.addEventListener("click", () => post("go", name));
    return make("li", {}, button);
  });
  const focused = [...at("steps").querySelectorAll("button")].indexOf(document.activeElement);
  at("steps").replaceChildren(...items);
  if (focused >= 0) at("steps").querySelectorAll("button")[focused]?.focus();
}

function showActs() {
  const { step, busy, steps } = state;
  const last = step === "end";
  at("act").hidden = last;
  at("act").disabled = Boolean(busy);
  at("act").textContent = busy ? t(`${busy}.busy`) : t(`${step}.act`);
  const done = steps.find(({ name }) => name === step)?.done;
  at("next").textContent = last ? t("again") : done ? t("next") : t("skip");
  at("next").className = done || last ? "first" : "second";
  at("act").className = done ? "second" : "first";
}

function showSight() {
  const { step, hops, plug } = state;
  const sight = step === "plug" ? plugSight(plug) : step === "clock" ? clockSight() : step in hops ? waySight(hops[step]) : [];
  at("see").replaceChildren(...sight);
}

function waySight(hops) {
  const items = hops.map(({ place, ms }) => make("li", { "data-place": place }, make("b", {}, `${ms} ms`), make("span", {}, t(`place.${place}`))));
  return [make("ol", { class: "way" }, ...items), make("p", { class: "note" }, t("way.note"))];
}

function clockSight() {
  const { steps, window_open, reopened } = state;
  if (!steps.find(({ name }) => name === "clock").done) return [];
  return [make("p", {}, t(reopened && window_open ? "clock.reopened" : "clock.closed"))];
}

function plugSight(plug) {
  if (!plug) return [];
  const over = plug.phase === "done";
  const counts = [
    ["sent", plug.sent, ""],
    ["arrived", plug.arrived, ""],
    over ? ["lost", plug.lost, plug.lost ? "bad" : "good"] : ["under_way", plug.under_way, ""],
    ["doubled", plug.doubled, plug.doubled ? "bad" : "good"],
  ];
  const list = make("dl", { class: "counts" }, ...counts.map(([key, value, look]) => make("div", { class: look }, make("dt", {}, t(`count.${key}`)), make("dd", {}, String(value)))));
  const kills = plug.kills.map(({ name, back_ms }) =>
    make("li", { class: back_ms === null ? "down" : "" }, back_ms === null ? `${name} – ${t("kill.down")}` : `${name} – ${t("kill.back")} ${back_ms} ms`),
  );
  return [list, make("ul", { class: "kills", "aria-label": t("kills") }, ...kills), make("p", { class: "note" }, t(`plug.${plug.phase}`))];
}

// — panes on a narrow screen —

function choosePane(end) {
  pane = end;
  for (const one of ENDS) {
    at(`end-${one}`).classList.toggle("shown", one === end);
    const tab = at(`tab-${one}`);
    tab.setAttribute("aria-selected", String(one === end));
    tab.tabIndex = one === end ? 0 : -1;
  }
}

function makePanes() {
  const tabs = ENDS.map((end) => {
    const tab = make("button", { type: "button", role: "tab", id: `tab-${end}`, "aria-controls": `end-${end}` }, words[language][`pane.${end}`]);
    tab.addEventListener("click", () => choosePane(end));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      choosePane(ENDS[(ENDS.indexOf(pane) + step + ENDS.length) % ENDS.length]);
      at(`tab-${pane}`).focus();
    });
    return tab;
  });
  at("panes").replaceChildren(...tabs);
  at("panes").setAttribute("aria-label", words[language].ends);
  choosePane(pane);
}

// — the frame of it all —

async function speak() {
  document.documentElement.lang = language;
  document.title = words[language].page;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[language][node.dataset.word];
  at("leave").textContent = words[language][at("strip").hidden ? "resume" : "leave"];
  makePanes();
  await post("speak", "customer");
  listen();
}

function leave() {
  const hidden = !at("strip").hidden;
  at("strip").hidden = hidden;
  at("leave").setAttribute("aria-expanded", String(!hidden));
  at("leave").textContent = words[language][hidden ? "resume" : "leave"];
  localStorage.setItem("tour.left", hidden ? "yes" : "");
}

function begin() {
  for (const [code, name] of Object.entries(LANGUAGES)) at("language").append(make("option", { value: code, selected: code === language }, name));
  at("language").addEventListener("change", (event) => {
    language = event.target.value;
    localStorage.setItem("tour.language", language);
    shownStep = "";
    void speak();
  });
  at("leave").addEventListener("click", leave);
  at("act").addEventListener("click", () => post("act", state.step, words[language][`${state.step}.says`]));
  at("next").addEventListener("click", () => {
    const names = state.steps.map(({ name }) => name);
    if (state.step === "end") void post("again", "customer");
    else void post("go", names[names.indexOf(state.step) + 1]);
  });
  if (localStorage.getItem("tour.left")) leave();
  void speak();
}

begin();

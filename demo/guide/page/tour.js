/** The tour's page: it shows the state that the server tells, and presses the server's buttons. */
import { keepFocus } from "./focus.js";
import { chosen, LANGUAGES } from "./language.js";
import { words } from "./words.js";

const ENDS = ["customer", "twinline", "agent"];
/** Where the eye should be, step by step. */
const LIT = { customer: "customer", phone: "agent", page: "twinline", clock: "twinline", plug: "twinline" };
/** Steps for which the window must be open: the customer writes first where it is not. */
const NEEDS_WINDOW = ["page", "clock"];
const AGAIN_MS = 500;
const LONGEST_MS = 8000;
const at = (id) => document.getElementById(id);

let language = chosen();
let state = null;
let stream = null;
let again = null;
let pause = AGAIN_MS;
let shownStep = "";
let pane = "twinline";

/** On a narrow screen one end is shown at a time: "on the left" is then "under" its tab. */
const narrow = matchMedia("(max-width: 1180px)");

function t(key) {
  const { names = {} } = state ?? {};
  const place = (name) => words[language][`${narrow.matches ? "narrow" : "wide"}.${name}`];
  return words[language][key].replace(/\{(\w+)\}/g, (_, name) => names[name] ?? place(name) ?? "");
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
  const spoken = language;
  trouble(null);
  try {
    const body = JSON.stringify({ step, text });
    const answer = await fetch(`/do/${what}?language=${language}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    const said = await answer.json();
    if (!answer.ok) trouble(answer.status === 409 ? "trouble.closed" : "trouble");
    else if (spoken === language) show(said);
  } catch {
    trouble("lost");
  }
}

/** What went wrong, by its word; null: nothing does. */
function trouble(word) {
  at("trouble").hidden = !word;
  at("trouble").textContent = word ? t(word) : "";
  at("trouble").dataset.word = word ?? "";
}

/** A browser gives a stream up for good when the answer is not 200: this one is opened again, later each time. */
function listen() {
  clearTimeout(again);
  stream?.close();
  stream = new EventSource(`/events?language=${language}`);
  stream.onmessage = (event) => {
    pause = AGAIN_MS;
    if (at("trouble").dataset.word === "lost") trouble(null);
    show(JSON.parse(event.data));
  };
  stream.onerror = () => {
    trouble("lost");
    if (stream.readyState !== EventSource.CLOSED) return;
    clearTimeout(again);
    again = setTimeout(listen, pause);
    pause = Math.min(pause * 2, LONGEST_MS);
  };
}

// — showing —

function show(now) {
  // Another demo than the one of this page: its people, its addresses and its sign-in are others.
  if (state && now.run !== state.run) return location.reload();
  // An answer that overtook the stream is newer than what the stream still brings.
  if (state && now.nth < state.nth) return;
  state = now;
  for (const end of ENDS) showEnd(end);
  showSteps();
  at("title").textContent = t(`${now.step}.title`);
  at("text").textContent = t(`${now.step}.text`);
  showActs();
  showSight();
  if (now.failed) trouble("trouble");
  if (shownStep !== now.step) {
    if (shownStep) at("title").focus({ preventScroll: true });
    if (LIT[now.step]) choosePane(LIT[now.step]);
  }
  shownStep = now.step;
}

function showEnd(end) {
  const section = at(`end-${end}`);
  const title = t(`end.${end}`);
  section.querySelector("h2 span:last-of-type").textContent = title;
  label(section.querySelector("h2 button"), "↺", t(`back.${end}`));
  label(section.querySelector("h2 a"), "↗", t("alone"));
  section.querySelector("h2 a").href = state.frames[end];
  section.classList.toggle("lit", LIT[state.step] === end);
  const frame = section.querySelector("iframe");
  frame.title = title;
  if (frame.dataset.address !== state.frames[end]) {
    frame.dataset.address = state.frames[end];
    frame.src = state.frames[end];
  }
}

function label(element, sign, words) {
  element.textContent = sign;
  element.title = words;
  element.setAttribute("aria-label", words);
}

/** The frame as the tour opened it, wherever the visitor went in it. */
function goBack(end) {
  if (state) at(`end-${end}`).querySelector("iframe").src = state.frames[end];
}

function showSteps() {
  const items = state.steps.map(({ name, done }, index) => {
    const button = make("button", { type: "button", class: done && name !== "end" ? "done" : "", "aria-current": name === state.step ? "step" : null }, String(index + 1), make("span", {}, t(`${name}.short`)));
    button.addEventListener("click", () => go(name));
    return make("li", {}, button);
  });
  const focused = [...at("steps").querySelectorAll("button")].indexOf(document.activeElement);
  at("steps").replaceChildren(...items);
  if (focused >= 0) at("steps").querySelectorAll("button")[focused]?.focus();
}

/** Whether the customer's last word is too old for what this step does. */
function isShut() {
  return NEEDS_WINDOW.includes(state.step) && !state.window_open;
}

function showActs() {
  const { step, busy, steps } = state;
  const last = step === "end";
  const done = steps.find(({ name }) => name === step)?.done;
  at("act").hidden = last;
  at("act").disabled = Boolean(busy);
  if (!last) at("act").textContent = busy ? t(`${busy}.busy`) : isShut() ? t("open.act") : t(`${step}.act`);
  at("act").className = done ? "second" : "first";
  at("next").textContent = last ? t("again") : done ? t("next") : t("skip");
  at("next").className = done || last ? "first" : "second";
}

/** Until the next step is there, the button beside would still do what the last one was for. */
async function go(name) {
  at("act").disabled = true;
  await post("go", name);
  at("act").disabled = Boolean(state.busy);
}

function act() {
  if (isShut()) void post("act", "customer", t("open.says"));
  else void post("act", state.step, words[language][`${state.step}.says`]);
}

function showSight() {
  const { step, hops, plug } = state;
  const way = () => (isShut() ? [make("p", { class: "fact" }, t("open.first"))] : step in hops ? waySight(hops[step]) : []);
  const sight = step === "plug" ? plugSight(plug) : step === "clock" ? clockSight() : way();
  // Numbers that run are for the eye; the result is said aloud.
  at("see").setAttribute("aria-live", state.busy ? "off" : "polite");
  at("see").replaceChildren(...sight);
}

function waySight(hops) {
  const items = hops.map(({ place, ms }) => make("li", { "data-place": place }, make("b", {}, `${ms} ms`), make("span", {}, t(`place.${place}`))));
  return [make("ol", { class: "way" }, ...items), make("p", { class: "note" }, t("way.note"))];
}

function clockSight() {
  const { closed, window_open, reopened, busy } = state;
  if (busy === "clock") return [];
  const word = closed ? (reopened && window_open ? "clock.reopened" : "clock.closed") : window_open ? "clock.before" : "open.first";
  return [make("p", { class: closed && !window_open ? "fact shut" : "fact" }, t(word))];
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
  const from = ["written", "typed", "answered"].map((key) => `${t(`from.${key}`)} ${plug[key]}`).join(" · ");
  const kills = plug.kills.map(({ name, back_ms }) =>
    make("li", { class: back_ms === null ? "down" : "" }, back_ms === null ? `${name} – ${t("kill.down")}` : `${name} – ${t("kill.back")} ${back_ms} ms`),
  );
  return [
    list,
    make("p", { class: "note from" }, from),
    make("ul", { class: "kills", "aria-label": t("kills") }, ...kills),
    make("p", { class: "note" }, t(`plug.${plug.phase}`)),
  ];
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
  at("act").addEventListener("click", act);
  for (const end of ENDS) at(`end-${end}`).querySelector("h2 button").addEventListener("click", () => goBack(end));
  at("next").addEventListener("click", () => {
    const names = state.steps.map(({ name }) => name);
    if (state.step === "end") void post("again", "customer");
    else void go(names[names.indexOf(state.step) + 1]);
  });
  narrow.addEventListener("change", () => state && show(state));
  keepFocus(ENDS.map((end) => at(`end-${end}`).querySelector("iframe")));
  if (localStorage.getItem("tour.left")) leave();
  void speak();
}

begin();

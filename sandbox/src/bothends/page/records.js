/** What happened: webhooks with their attempts, sends with their answers, the book of accepted sends. */
import { read, write } from "./api.js";
import { card } from "./card.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { secondOf, t } from "./words.js";

const SHOWN = 50;
const A_PAGE = 1000;
const REFRESH_MS = 400;

export function webhooks(world, attempted, signal) {
  const newest = tail("/webhooks", "id");
  const target = h("p.under", {});
  const retry = h(
    "button.push",
    { type: "button", onclick: () => attempted(() => write("/webhooks/retry", {})) },
    t("webhooks.retry"),
  );
  const tell = () =>
    fill(
      target,
      world.apps.map((app) =>
        h("span", {}, app.name, " → ", app.subscription?.callback_url ?? t("webhooks.nowhere"), " "),
      ),
    );
  tell();
  world.on("world", tell, signal);
  const table = live(
    world,
    "webhook",
    signal,
    async () => ({ counts: await read("/webhooks/counts"), lines: await newest() }),
    ({ counts, lines }) => [
      webhookCounts(counts),
      lines.length ? webhookTable(lines, attempted) : none("webhooks.none"),
    ],
  );
  return card("wave", t("webhooks.title"), t("webhooks.lead"), target, table, h("div.buttons", {}, retry));
}

/** Reads the newest lines of a record, from a little before the last one it has seen; the record itself begins anywhere. */
function tail(path, key) {
  let last = 0;
  return async function readOn() {
    let lines = [];
    let page = [];
    let after = Math.max(0, last - SHOWN);
    do {
      page = (await read(`${path}?after=${after}&limit=${A_PAGE}`)).data;
      lines = [...lines, ...page].slice(-SHOWN);
      after = page.at(-1)?.[key] ?? after;
    } while (page.length === A_PAGE);
    const begunAnew = !lines.length && last > 0;
    last = lines.at(-1)?.[key] ?? 0;
    return begunAnew ? readOn() : lines.reverse();
  };
}

/** Reads at once and again, at most every REFRESH_MS, when an event of this kind came. */
function live(world, kind, signal, load, draw) {
  const place = h("div", {});
  let due = null;
  const refresh = async () => {
    due = null;
    const unfolded = new Set([...place.querySelectorAll("details[open]")].map((one) => one.dataset.id));
    const focused = place.contains(document.activeElement) && document.activeElement.closest("details")?.dataset.id;
    try {
      fill(place, draw(await load()));
    } catch {
      fill(place, none("records.notLoaded"));
    }
    for (const one of place.querySelectorAll("details")) one.open = unfolded.has(one.dataset.id);
    if (focused) place.querySelector(`details[data-id="${focused}"] summary`)?.focus({ preventScroll: true });
  };
  world.on(
    kind,
    () => {
      due ??= setTimeout(refresh, REFRESH_MS);
    },
    signal,
  );
  world.on("reload", refresh, signal);
  refresh();
  return place;
}

function webhookCounts(counts) {
  const tags = ["delivered", "queued", "in_flight", "waiting", "given_up", "dropped"];
  return h(
    "div.strip-part",
    {},
    tags.map((state) =>
      h(
        `span.tag${["given_up", "waiting"].includes(state) && counts[state] ? ".hot" : ""}`,
        {},
        `${t(`delivery.${state}`)} ${counts[state] ?? 0}`,
      ),
    ),
  );
}

function webhookTable(lines, attempted) {
  return table(
    ["column.when", "column.what", "column.answer", "column.body"],
    lines.map((line) =>
      h(
        "tr",
        {},
        h("td", {}, secondOf(line.created_at * 1000)),
        h("td", {}, h("code", {}, line.field), h("div.under", {}, line.kinds.join(", "))),
        h("td", {}, deliveryState(line)),
        h("td", {}, bodyOf(line, attempted)),
      ),
    ),
  );
}

function deliveryState(line) {
  const last = line.attempts.at(-1);
  const look = { delivered: ".good", given_up: ".bad", dropped: ".bad", waiting: ".waiting" }[line.state] ?? "";
  const about = last
    ? [
        last.status ?? last.error,
        `${Math.round(last.real_ms)} ms`,
        t("webhooks.attempts", { count: line.attempts.length }),
      ]
    : [];
  return [
    h(`span.answer${look}`, {}, t(`delivery.${line.state}`)),
    h("div.under", {}, about.filter(Boolean).join(" · ")),
  ];
}

function bodyOf(line, attempted) {
  const shown = h("pre.body-json", { tabindex: "0" });
  const load = () =>
    attempted(async () => {
      shown.textContent = indented((await read(`/webhooks/${line.id}`)).body);
    });
  const again = () => attempted(() => write(`/webhooks/${line.id}/redeliver`));
  return h(
    "details",
    { "data-id": String(line.id), ontoggle: (event) => event.target.open && !shown.textContent && load() },
    h("summary", {}, t("webhooks.body", { id: line.id })),
    shown,
    h("button.push", { type: "button", onclick: again }, t("webhooks.again")),
  );
}

function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body ?? "";
  }
}

export function sends(world, attempted, signal) {
  const table = live(world, "send", signal, tail("/sends", "n"), (lines) =>
    lines.length ? sendTable(lines) : none("sends.none"),
  );
  return card("send", t("sends.title"), t("sends.lead"), table);
}

function sendTable(lines) {
  return table(
    ["column.when", "column.to", "column.type", "column.answer"],
    lines.map((line) =>
      h(
        "tr",
        {},
        h("td", {}, secondOf(line.at * 1000)),
        h("td", {}, line.to ?? ""),
        h("td", {}, h("code", {}, line.type ?? "")),
        h("td", {}, h(`span.answer${line.outcome === "accepted" ? ".good" : ".bad"}`, {}, sendAnswer(line))),
      ),
    ),
  );
}

function sendAnswer(line) {
  return [line.status, line.code ?? line.outcome].filter(Boolean).join(" · ");
}

export function book(world, attempted, signal) {
  const newest = tail("/book", "n");
  const table = live(
    world,
    "send",
    signal,
    async () => ({ counts: await read("/book/counts"), lines: await newest() }),
    ({ counts, lines }) => [bookCounts(counts), lines.length ? bookTable(lines) : none("book.none")],
  );
  return card("book", t("book.title"), t("book.lead"), table);
}

function bookCounts(counts) {
  const repeated = Object.keys(counts.repeated ?? {}).length;
  return h(
    "div.strip-part",
    {},
    h("span.tag", {}, t("book.accepted", { count: counts.accepted })),
    h("span.tag", {}, t("book.marked", { count: counts.with_callback_data })),
    h(`span.tag${repeated ? ".hot" : ""}`, {}, t("book.repeated", { count: repeated })),
  );
}

function bookTable(lines) {
  return table(
    ["column.number", "column.when", "column.to", "column.type", "column.mark"],
    lines.map((line) =>
      h(
        "tr",
        {},
        h("td.figure", {}, String(line.n)),
        h("td", {}, secondOf(line.said_at * 1000)),
        h("td", {}, line.to ?? line.customer_id),
        h("td", {}, h("code", {}, line.type)),
        h("td", {}, h("code", {}, line.callback_data ?? "")),
      ),
    ),
  );
}

function table(columns, rows) {
  return h(
    "div.table-wrap",
    { tabindex: "0", role: "group", "aria-label": t("records.table") },
    h(
      "table.records",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map((word) => h("th", { scope: "col" }, t(word))),
        ),
      ),
      h("tbody", {}, rows),
    ),
  );
}

function none(word) {
  return h("p.none", {}, icon("list"), t(word));
}

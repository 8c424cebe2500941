/** Our own line icons on a 24 grid. They carry no meaning alone: a word stands beside or in the label. */
import { svg } from "./dom.js";

const PATHS = {
  add: "M12 5v14M5 12h14",
  back: "M14.5 5.5 8 12l6.5 6.5",
  bolt: "M13 3 5.5 13.5H11L10 21l8-11h-6z",
  book: "M5 4.5h10a4 4 0 0 1 4 4V20H9a4 4 0 0 1-4-4zM9 9h6M9 13h4",
  button: "M4 8h16v8H4zM9 12h6",
  chats: "M4 5h12v9H9l-5 4zM19 9v9l-3.5-2.5H11",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  contact: "M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 20c.6-4 3.4-6 7-6s6.4 2 7 6",
  copy: "M8 8h11v12H8zM5 16V4h11",
  document: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4M10 12h5M10 16h5",
  down: "M6 9.5l6 6 6-6",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  emoji: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9 10v.5M15 10v.5M8.5 14c1 1.6 2.2 2.3 3.5 2.3s2.5-.7 3.5-2.3",
  list: "M9 7h10M9 12h10M9 17h10M5 7h.1M5 12h.1M5 17h.1",
  location:
    "M12 21c4.5-5 6.5-8.3 6.5-11a6.5 6.5 0 1 0-13 0c0 2.7 2 6 6.5 11zM12 8a2.2 2.2 0 1 0 0 4.4A2.2 2.2 0 0 0 12 8z",
  media: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 8.5v.1",
  mic: "M12 4a2.7 2.7 0 0 1 2.7 2.7v4.6a2.7 2.7 0 0 1-5.4 0V6.7A2.7 2.7 0 0 1 12 4zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3",
  more: "M6 12h.1M12 12h.1M18 12h.1",
  open: "M13 5h6v6M19 5l-8 8M10 6H5v13h13v-5",
  pause: "M9 6v12M15 6v12",
  phone: "M8 3.5h8v17H8zM11 17.5h2",
  play: "M8 5.5l10 6.5-10 6.5z",
  reply: "M10 6 5 11l5 5M5.5 11H13c4 0 6 2.3 6 6.5",
  search: "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5 20 20",
  send: "M5 12 4 4.5 20.5 12 4 19.5zM5 12h8",
  settings: "M4 8h9M19 8h1M16 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM4 16h1M11 16h9M8 13.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  sound: "M5 10v4M9 7v10M13 4.5v15M17 8v8M20.5 11v2",
  stop: "M7 7h10v10H7z",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13",
  warning: "M12 4.5 21 19.5H3zM12 10v4.5M12 17v.1",
  wave: "M4 12h2l2-5 3 11 3-14 3 11 1.5-3H20",
};

export function icon(name) {
  const shape = {
    d: PATHS[name],
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.9",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  };
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", shape));
}

/** Bothends' sign: two ends, two people, one line. */
export function sign() {
  const ends = (x, side) => [9.5, 22.5].map((y) => svg("circle", { cx: x, cy: y, r: 3.6, class: side }));
  const line = { d: "M10 12.5v7M22 12.5v7M10 16h12", fill: "none", stroke: "currentColor", "stroke-width": "2.2" };
  return svg(
    "svg",
    { viewBox: "4 4 24 24", class: "sign", "aria-hidden": "true" },
    svg("path", line),
    ...ends(10, "end-customer"),
    ...ends(22, "end-agent"),
  );
}

const TICKS = {
  waiting: ["M12 7v5l3 2M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z"],
  sent: ["M6 12.5l4 4 8-9"],
  delivered: ["M3 12.5l4 4 8-9", "M12.5 16.5l8-9"],
  read: ["M3 10l4 4 8-9", "M12.5 14l8-9", "M3 19.5h18"],
  failed: ["M12 4.5 21 19.5H3zM12 10v4.5M12 17v.1"],
};

const STATE_OF = { pending: "waiting", played: "read" };

/** The mark of a message's status; told apart by shape (one, two, two with a bar), never by colour alone. */
export function tick(status) {
  const state = STATE_OF[status] ?? status;
  const paths = (TICKS[state] ?? TICKS.waiting).map((d) =>
    svg("path", {
      d,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "2.2",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
  return svg("svg", { viewBox: "0 0 24 24", class: `tick tick-${state}`, "aria-hidden": "true" }, ...paths);
}

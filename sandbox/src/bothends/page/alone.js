/** `/phones/<customer>` and `/app/<number>`: one phone, to be framed by another page or held in a tab. */
import { fill, h } from "./dom.js";
import { agentEnd, customerEnd } from "./ends.js";
import { asked, disclaimer, linkState, remember } from "./frame.js";
import { Phone } from "./phone.js";
import { emptyState } from "./sheets.js";
import { t } from "./words.js";

const ENDS = { customer: { make: customerEnd, known: "customer" }, agent: { make: agentEnd, known: "number" } };

/** `?chat=<id of the other end>` opens a chat at once. */
export function showAlone(page, world, kind, id) {
  const { make, known } = ENDS[kind];
  if (!world[known](id)) return nobody(page, kind, id);
  const phone = new Phone(world, make(world, id), { opened: (otherId) => remember("chat", otherId) });
  document.title = `${phone.label()} – ${t("page.title")}`;
  const heading = h("h1.unseen", {}, document.title);
  fill(page, linkState(world), h("main.alone", {}, heading, phone.element, disclaimer()));
  phone.start(asked("chat"));
}

function nobody(page, kind, id) {
  document.title = t("page.title");
  fill(
    page,
    h(
      "main.alone",
      {},
      h("h1.unseen", {}, document.title),
      emptyState("warning", t(`seat.unknown.${kind}`, { id }), t("seat.unknownAdvice")),
      disclaimer(),
    ),
  );
}

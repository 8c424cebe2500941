/** Settings › Business Platform in the agent's app: connect with a partner's code, or disconnect. */
import { write } from "./api.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { attempt, openSheet } from "./sheets.js";
import { dateOf, t } from "./words.js";

export function openSettings(phone) {
  const { world, end, screen } = phone;
  const life = new AbortController();
  const content = h("div.platform", {});
  let accepted = false;
  const accept = () => {
    accepted = true;
    draw();
  };
  const draw = () => {
    const number = world.number(end.id);
    if (number.connected) accepted = false;
    fill(content, h("h3", {}, t("platform.title")), part(screen, number, accepted, accept));
  };
  draw();
  const drawIfMine = ({ kind, object }) => kind === "number" && object.id === end.id && draw();
  world.on("world", drawIfMine, life.signal);
  openSheet(screen, t("platform.settings"), content, { onclose: () => life.abort() });
}

function part(screen, number, accepted, accept) {
  if (number.connected && !number.registered) return paused(screen, number);
  if (number.connected) return connected(screen, number);
  if (accepted) return h("p.platform-state", { role: "status" }, icon("clock"), h("span", {}, t("platform.accepted")));
  return alone(screen, number, accept);
}

function state(name, heading, advice) {
  return h("div.platform-state", {}, icon(name), h("p", {}, h("strong", {}, heading), h("small", {}, advice)));
}

function alone(screen, number, accept) {
  const code = h("input", { type: "text", inputmode: "numeric", autocomplete: "one-time-code", required: true });
  const share = (value) =>
    h(
      "label.platform-choice",
      {},
      h("input", { type: "radio", name: "share", value, required: true, checked: value === "yes" }),
      h("span", {}, t(`platform.share.${value}`)),
    );
  const form = h(
    "form",
    { onsubmit: (event) => connect(event, screen, number, accept) },
    h("label.field", {}, h("span", {}, t("platform.code")), code),
    h("fieldset", {}, h("legend", {}, t("platform.shareAsk")), share("yes"), share("no")),
    h("button.push.main", { type: "submit" }, t("platform.connect")),
  );
  form.code = code;
  return [state("phone", t("platform.alone"), t("platform.aloneAdvice")), form];
}

async function connect(event, screen, number, accept) {
  event.preventDefault();
  const form = event.target;
  const body = { code: form.code.value, share_history: form.elements.share.value === "yes" };
  if (await attempt(screen, () => write(`/numbers/${number.id}/connect`, body))) accept();
}

function connected(screen, number) {
  const since = dateOf(number.onboarded_at * 1000);
  const asking = h("div.platform-ask", {});
  const act = () => attempt(screen, () => write(`/numbers/${number.id}/disconnect`));
  const ask = () => {
    const keep = h("button.push", { type: "button", onclick: () => offer().focus() }, t("platform.keep"));
    const yes = h("button.push.grave", { type: "button", onclick: act }, t("platform.disconnectYes"));
    fill(asking, h("p", {}, t("platform.disconnectHint")), h("div.buttons", {}, keep, yes));
    keep.focus();
  };
  const offer = () => {
    const button = h("button.push.grave", { type: "button", onclick: ask }, t("platform.disconnect"));
    fill(asking, button);
    return button;
  };
  offer();
  return [state("bolt", t("platform.connected"), t("platform.since", { when: since })), asking];
}

function paused(screen, number) {
  const again = () => attempt(screen, () => write(`/numbers/${number.id}/reconnect`));
  return [
    state("warning", t("platform.paused"), t("platform.pausedAdvice")),
    h("button.push.main", { type: "button", onclick: again }, t("platform.reconnect")),
  ];
}

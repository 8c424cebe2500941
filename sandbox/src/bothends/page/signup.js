/** `/v25.0/dialog/oauth`: Embedded Signup in the window that a partner's page opened. */
import { write } from "./api.js";
import { fill, h } from "./dom.js";
import { asked, disclaimer, linkState, remember } from "./frame.js";
import { Opener } from "./opener.js";
import { emptyState, explain } from "./sheets.js";
import { SCREENS, stepsOf } from "./signup_screens.js";
import { t } from "./words.js";

export async function showSignup(page, world) {
  document.title = t("signup.title");
  const opener = new Opener(new URLSearchParams(location.search));
  const main = h("main.signup.agent-end", {});
  fill(page, linkState(world), main, h("footer", {}, disclaimer()));
  const trouble = troubleWith(opener, world);
  if (trouble) {
    fill(main, h("h1.unseen", {}, document.title), emptyState("warning", t(trouble), t(`${trouble}Advice`)));
    return;
  }
  try {
    await new SignupWindow(main, world, opener).start();
  } catch (refusal) {
    fill(main, h("h1.unseen", {}, document.title), emptyState("warning", explain(refusal)));
  }
}

function troubleWith(opener, world) {
  if (!opener.isThere()) return "signup.noOpener";
  if (!world.apps.some((app) => app.id === opener.appId)) return "signup.unknownApp";
  return opener.asksForCode ? null : "signup.notCode";
}

class SignupWindow {
  constructor(main, world, opener) {
    Object.assign(this, { main, world, opener });
    this.app = world.apps.find((app) => app.id === opener.appId);
  }

  /** A window that is loaded again goes on where it was. */
  async start() {
    const before = this.world.signups.find((signup) => signup.id === asked("signup"));
    const { appId: app_id, configId: config_id, feature } = this.opener;
    this.take(before ?? (await write("/signups", { app_id, config_id, feature })));
    remember("signup", this.signup.id);
    this.world.on("world", ({ kind, object }) => kind === "signup" && object.id === this.signup.id && this.take(object));
    // Closing the last screen is a success too, as Meta says.
    window.addEventListener("pagehide", () => this.outcome && this.opener.tellAtOnce(this.outcome));
  }

  take(signup) {
    const isNewScreen = this.signup?.step !== signup.step;
    this.signup = signup;
    if (isNewScreen) this.draw();
  }

  draw() {
    const { step } = this.signup;
    const screen = SCREENS[step] ?? SCREENS.CANCELLED;
    const { title, lead, content, next, run } = screen(this);
    const heading = h("h1", { tabindex: -1 }, title);
    this.alert = h("p.signup-alert", { role: "alert" });
    const isOpen = step !== "FINISHED" && step !== "CANCELLED";
    const body = h(
      "form",
      { onsubmit: (event) => this.submitted(event, run) },
      content,
      this.alert,
      h(
        "div.signup-buttons",
        {},
        isOpen && h("button.push", { type: "button", onclick: () => this.cancel({}) }, t("signup.cancel")),
        next && h("button.push.main", { type: "submit" }, next),
      ),
    );
    fill(this.main, this.progress(), heading, lead && h("p.signup-lead", {}, lead), body, isOpen && this.report());
    (this.main.querySelector("[autofocus]") ?? heading).focus();
  }

  progress() {
    const steps = stepsOf(this.signup);
    const at = steps.indexOf(this.signup.step) + 1;
    return at > 0 && h("p.signup-progress", {}, t("signup.step", { at, of: steps.length }));
  }

  async submitted(event, run) {
    event.preventDefault();
    await this.doing(run);
  }

  /** Shows what was refused beside the form; nothing that was entered is lost. */
  async doing(act) {
    if (this.busy) return;
    this.busy = true;
    this.alert.textContent = "";
    try {
      await act();
    } catch (refusal) {
      this.alert.textContent = explain(refusal);
    } finally {
      this.busy = false;
    }
  }

  async say(screen, body) {
    this.take(await write(`/signups/${this.signup.id}/${screen}`, body));
  }

  async confirm() {
    this.outcome = await write(`/signups/${this.signup.id}/finish`);
    this.take({ ...this.signup, step: "FINISHED" });
  }

  /** A code lives half a minute: whoever looked at the last screen for longer gets a new one. */
  async finish() {
    this.outcome = await write(`/signups/${this.signup.id}/finish`);
    await this.opener.tell(this.outcome);
    this.close();
  }

  cancel(error) {
    return this.doing(async () => {
      const outcome = await write(`/signups/${this.signup.id}/cancel`, error);
      await this.opener.tell(outcome);
      this.close();
    });
  }

  close() {
    window.close();
    fill(this.main, h("h1.unseen", {}, document.title), emptyState("close", t("signup.closed")));
  }

  report() {
    const error_message = h("input", { type: "text", value: "Phone number is blocked", required: true });
    const error_code = h("input", { type: "text", value: "524126", inputmode: "numeric" });
    const send = (event) => {
      event.preventDefault();
      this.cancel({ error_message: error_message.value, error_code: error_code.value });
    };
    return h(
      "details.signup-report",
      {},
      h("summary", {}, t("signup.report.title")),
      h("p.under", {}, t("signup.report.lead")),
      h(
        "form",
        { onsubmit: send },
        h("label.field", {}, h("span", {}, t("signup.report.message")), error_message),
        h("label.field", {}, h("span", {}, t("signup.report.code")), error_code),
        h("button.push.grave", { type: "submit" }, t("signup.report.send")),
      ),
    );
  }
}

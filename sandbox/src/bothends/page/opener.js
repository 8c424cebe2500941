/** The page that opened this window: what it asked for, and how it is told what came of it. */

const GAP_MS = 200;

export class Opener {
  told = false;

  constructor(query, opener = window.opener) {
    this.opener = opener;
    this.origin = originOf(query.get("origin"));
    this.callback = query.get("cb") ?? "";
    this.appId = query.get("app_id") ?? query.get("client_id") ?? "";
    this.configId = query.get("config_id") ?? "";
    this.asksForCode = query.get("response_type") === "code" && query.get("override_default_response_type") === "true";
    this.feature = featureOf(query.get("extras"));
  }

  isThere() {
    return Boolean(this.opener && this.origin);
  }

  /** The message and the end of `FB.login`, in the order the sandbox is set to; the second a moment later. */
  async tell(outcome) {
    const [first, second] = this.acts(outcome);
    first();
    await new Promise((passed) => setTimeout(passed, GAP_MS));
    second();
  }

  /** The same while the window closes: there is no moment left. */
  tellAtOnce(outcome) {
    for (const act of this.acts(outcome)) act();
  }

  acts({ message, code, order }) {
    if (this.told) return [() => {}, () => {}];
    this.told = true;
    const end = new URLSearchParams({ cb: this.callback, ...(code ? { code } : { error: "access_denied" }) });
    const event = () => this.opener.postMessage(JSON.stringify(message), this.origin);
    const callback = () => this.opener.postMessage(end.toString(), this.origin);
    return order === "callback_first" ? [callback, event] : [event, callback];
  }
}

function originOf(text) {
  try {
    const url = new URL(text);
    return ["https:", "http:"].includes(url.protocol) ? url.origin : null;
  } catch {
    return null;
  }
}

function featureOf(extras) {
  try {
    return String(JSON.parse(extras ?? "{}")?.featureType ?? "");
  } catch {
    return "";
  }
}

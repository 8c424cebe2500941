/**
 * What a partner's page loads instead of Meta's SDK: `FB.init` and `FB.login` with the same names and answers.
 * A classic script, since that is how partners load it; the window it opens is at this script's own origin.
 */
(() => {
  const home = new URL(document.currentScript.src).origin;
  const UNKNOWN = { authResponse: null, status: "unknown" };
  const WINDOW = "popup,width=560,height=760";
  const LOOK_MS = 300;
  let settings = null;

  function init(wanted) {
    settings = { version: "v25.0", ...wanted };
  }

  /** Opens the window; `callback` hears `connected` with a code, or `unknown` when nothing came of it. */
  function login(callback, options = {}) {
    if (!settings) {
      console.warn("FB.login() called before FB.init().");
      return;
    }
    const name = `f${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
    const opened = window.open(address(name, options), name, WINDOW);
    if (opened) listen(opened, name, callback);
    else setTimeout(callback, 0, UNKNOWN);
  }

  function address(name, options) {
    const url = new URL(`/${settings.version}/dialog/oauth`, home);
    const asked = {
      app_id: settings.appId,
      config_id: options.config_id ?? "",
      response_type: options.response_type ?? "token",
      override_default_response_type: Boolean(options.override_default_response_type),
      extras: JSON.stringify(options.extras ?? {}),
      display: "popup",
      origin: location.origin,
      cb: name,
    };
    for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, value);
    return url.href;
  }

  function listen(opened, name, callback) {
    let looksClosed = 0;
    const answer = (response) => {
      clearInterval(looking);
      window.removeEventListener("message", hear);
      callback(response);
    };
    const hear = ({ origin, data }) => {
      if (origin !== home || typeof data !== "string") return;
      const told = new URLSearchParams(data);
      if (told.get("cb") !== name) return;
      const code = told.get("code");
      answer(code ? { authResponse: { code }, status: "connected" } : UNKNOWN);
    };
    // What the window said last may arrive after it is seen closed: one more look before giving up.
    const looking = setInterval(() => {
      looksClosed = opened.closed ? looksClosed + 1 : 0;
      if (looksClosed > 1) answer(UNKNOWN);
    }, LOOK_MS);
    window.addEventListener("message", hear);
  }

  function getLoginStatus(callback) {
    setTimeout(callback, 0, UNKNOWN);
  }

  window.FB = { init, login, getLoginStatus };
  window.fbAsyncInit?.();
})();

/** The control API of Bothends (docs/control-api.md), and nothing else: the page knows no other address. */

const ROOT = "/sandbox/api";

/** What the sandbox refused, with the code and sentence it gave. `status` is 0 when it did not answer at all. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

export const read = (path) => ask("GET", path);
export const write = (path, body = {}) => ask("POST", path, body);
export const put = (path, body) => ask("PUT", path, body);
export const change = (path, body) => ask("PATCH", path, body);
export const remove = (path) => ask("DELETE", path);

async function ask(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
    // A page that is being left still tells that it closed its chat.
    options.keepalive = options.body.length < 2000;
  }
  return answered(await reach(path, options));
}

export async function upload(file, filename = file.name) {
  const form = new FormData();
  form.append("file", file, filename);
  return answered(await reach("/media", { method: "POST", body: form }));
}

async function reach(path, options) {
  try {
    return await fetch(ROOT + path, options);
  } catch {
    throw new Refusal(0, "unreachable", "");
  }
}

async function answered(response) {
  const text = await response.text();
  const answer = text ? parsed(text) : {};
  if (response.ok) return answer;
  const { code = "unexpected", message = `HTTP ${response.status}` } = answer.error ?? {};
  throw new Refusal(response.status, String(code), message);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export function events(after) {
  return new EventSource(`${ROOT}/events?after=${encodeURIComponent(after)}`);
}

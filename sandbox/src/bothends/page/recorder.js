/** A voice message by the microphone; without one, an audio file. */
import { upload } from "./api.js";
import { chooseFile } from "./attach.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { asOgg } from "./ogg.js";
import { attempt, notice } from "./sheets.js";
import { lasting, t } from "./words.js";

const FORMS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
}

/** Replaces the composer's line while it listens. */
export async function recordVoice(thread, line) {
  if (!canRecord()) return chooseFile(thread, "audio");
  const stream = await microphone(thread);
  if (!stream) return;
  const mimeType = FORMS.find((form) => MediaRecorder.isTypeSupported(form));
  const recorder = new MediaRecorder(stream, { mimeType });
  const chunks = [];
  recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
  const keep = await listened(recorder, line, thread.signal);
  for (const track of stream.getTracks()) track.stop();
  if (keep && chunks.length) await sendVoice(thread, new Blob(chunks, { type: recorder.mimeType }));
}

async function microphone(thread) {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch {
    notice(thread.screen, t("voice.noMicrophone"));
    return null;
  }
}

/** → true when it is to be sent, false when it is thrown away. */
function listened(recorder, line, signal) {
  return new Promise((decided) => {
    const before = [...line.children];
    const clock = h("span", {}, lasting(0));
    const started = Date.now();
    const timer = setInterval(() => {
      clock.textContent = lasting((Date.now() - started) / 1000);
    }, 250);
    const stop = (keep) => {
      clearInterval(timer);
      recorder.addEventListener(
        "stop",
        () => {
          fill(line, before);
          decided(keep);
        },
        { once: true },
      );
      recorder.stop();
    };
    const button = (name, word, look, keep) =>
      h(
        `button.round${look}`,
        { type: "button", title: t(word), "aria-label": t(word), onclick: () => stop(keep) },
        icon(name),
      );
    const done = button("send", "voice.send", ".main", true);
    fill(
      line,
      button("trash", "voice.discard", "", false),
      h("div.recording", { role: "status" }, h("i"), t("voice.recording"), clock),
      done,
    );
    signal.addEventListener("abort", () => recorder.state !== "inactive" && stop(false), { once: true });
    recorder.start(250);
    done.focus();
  });
}

async function sendVoice(thread, blob) {
  const file = blob.type.startsWith("audio/webm") ? await asOgg(blob) : new File([blob], "voice", { type: blob.type });
  if (!file) return notice(thread.screen, t("voice.unusable"));
  const media = await attempt(thread.screen, () => upload(file));
  if (media) await thread.send({ type: "audio", media: media.id, voice: true, ...thread.composer.takeQuote() });
}

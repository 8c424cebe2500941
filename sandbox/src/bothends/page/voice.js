/** A player for voice messages and audio files; one plays at a time. */
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { lasting, t } from "./words.js";

let playing = null;

export function voice(media) {
  const label = media.voice ? t("kind.voice") : (media.filename ?? t("kind.audio"));
  const sound = h("audio", { src: media.url, preload: "metadata" });
  const button = h("button.round", { type: "button", onclick: () => toggle(sound) });
  const slide = h("input", {
    type: "range",
    min: 0,
    max: 1,
    step: "any",
    value: 0,
    "aria-label": t("voice.position", { label }),
  });
  const clock = h("time", {}, lasting(0));
  const parts = { sound, button, slide, clock, label };
  slide.addEventListener("input", () => {
    if (isFinite(sound.duration)) sound.currentTime = slide.value * sound.duration;
  });
  for (const moment of ["play", "pause", "timeupdate", "loadedmetadata", "ended", "error"]) {
    sound.addEventListener(moment, () => show(parts));
  }
  sound.addEventListener("loadedmetadata", () => learnLength(sound));
  show(parts);
  return h("div.voice", {}, button, slide, clock, sound);
}

/** Recorders write files without a length; a jump far past the end makes the browser find it. */
function learnLength(sound) {
  if (isFinite(sound.duration)) return;
  sound.addEventListener(
    "timeupdate",
    () => {
      sound.currentTime = 0;
    },
    { once: true },
  );
  sound.currentTime = 1e7;
}

function toggle(sound) {
  if (!sound.paused) return sound.pause();
  if (playing && playing !== sound) playing.pause();
  playing = sound;
  sound.play().catch(() => {});
}

function show({ sound, button, slide, clock, label }) {
  const known = isFinite(sound.duration) && sound.duration > 0;
  const going = !sound.paused && !sound.ended;
  const word = t(going ? "voice.pause" : "voice.play", { label });
  if (button.title !== word) {
    fill(button, icon(going ? "pause" : "play"));
    button.title = word;
    button.setAttribute("aria-label", word);
  }
  slide.value = known ? sound.currentTime / sound.duration : 0;
  slide.setAttribute("aria-valuetext", lasting(sound.currentTime));
  clock.textContent = sound.error ? t("voice.broken") : lasting(going || !known ? sound.currentTime : sound.duration);
}

/** The page's words: one catalogue a language, chosen by ?lang= or by the browser. */

export const LANGUAGES = ["en", "de", "fr", "it"];

let catalogue = {};
export let language = "en";

export async function chooseLanguage(asked = new URLSearchParams(location.search).get("lang")) {
  const wishes = [asked, ...navigator.languages].filter(Boolean).map((wish) => wish.slice(0, 2).toLowerCase());
  language = wishes.find((wish) => LANGUAGES.includes(wish)) ?? "en";
  catalogue = (await import(`./messages/${language}.js`)).default;
  document.documentElement.lang = language;
}

/** The sentence for a key, `{name}` filled in; with `count`, the form `key.one` or `key.other`. */
export function t(key, values = {}) {
  const found = "count" in values ? `${key}.${new Intl.PluralRules(language).select(values.count)}` : key;
  const sentence = catalogue[found] ?? catalogue[`${key}.other`] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function knows(key) {
  return key in catalogue;
}

export function timeOf(ms) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

export function secondOf(ms) {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

export function dateOf(ms) {
  return new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(ms);
}

/** "Today", "Yesterday", or the date, as seen from `now`. */
export function dayOf(ms, now) {
  const days = Math.round((midnight(now) - midnight(ms)) / 86_400_000);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
    return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
  }
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(
    ms,
  );
}

/** In the list: the time for today, a weekday within the week, else a short date. */
export function shortWhen(ms, now) {
  const days = Math.round((midnight(now) - midnight(ms)) / 86_400_000);
  if (days === 0) return timeOf(ms);
  const form = days > 0 && days < 7 ? { weekday: "short" } : { day: "2-digit", month: "2-digit", year: "2-digit" };
  return new Intl.DateTimeFormat(language, form).format(ms);
}

function midnight(ms) {
  return new Date(ms).setHours(0, 0, 0, 0);
}

export function bytesOf(size) {
  if (!size) return "";
  const unit = size < 1_000_000 ? ["kilobyte", 1000] : ["megabyte", 1_000_000];
  const style = { style: "unit", unit: unit[0], maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, style).format(size / unit[1]);
}

export function lasting(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

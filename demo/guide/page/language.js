/** The visitor's language: asked for in the address, chosen before, or the browser's. */
export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français", it: "Italiano" };

export function chosen() {
  const asked = new URLSearchParams(location.search).get("language") ?? localStorage.getItem("tour.language") ?? navigator.language;
  return asked.slice(0, 2) in LANGUAGES ? asked.slice(0, 2) : "en";
}

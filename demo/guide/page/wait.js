/** The page before the tour: its words in the visitor's language. It comes again by itself. */
import { chosen } from "./language.js";
import { words } from "./words.js";

document.documentElement.lang = chosen();
for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[chosen()][node.dataset.word];

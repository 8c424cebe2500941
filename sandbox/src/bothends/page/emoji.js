import { h } from "./dom.js";
import { t } from "./words.js";

export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

const GROUPS = {
  "emoji.faces": "😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 🤨 😐 🙄 😏 😬 😌 😴 😷 🤒 😳 😢 😭 😤 😡 🥳 🥺 😇",
  "emoji.hands": "👍 👎 👌 ✌️ 🤞 👏 🙌 🙏 🤝 💪 👋 ☝️ 👉 👈 🖐️ 🤙",
  "emoji.hearts": "❤️ 🧡 💛 💚 💙 💜 🤍 🖤 💔 ✨ 🎉 🔥 ⭐ 💯 ✅ ❌ ❓ ❗",
  "emoji.things": "🏠 🏡 🏢 🔑 🚪 🛋️ 🛁 🌳 ☀️ 🌧️ ❄️ 🚗 🚲 🚆 ✈️ 📷 📄 📎 📅 ⏰ 📞 💬 💼 💶 ☕ 🍷 🍕 🎂 🐶 🐱",
};

/** A grid of emoji; `pick` gets the one that was chosen. */
export function facePicker(pick) {
  return h(
    "div",
    {},
    Object.entries(GROUPS).map(([word, faces]) =>
      h(
        "div.faces",
        { role: "group", "aria-label": t(word) },
        faces.split(" ").map((emoji) => h("button.face", { type: "button", onclick: () => pick(emoji) }, emoji)),
      ),
    ),
  );
}

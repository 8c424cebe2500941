/** Which page this address is. */
import { showAlone } from "./alone.js";
import { showDesk } from "./desk.js";
import { fill, h } from "./dom.js";
import { disclaimer } from "./frame.js";
import { emptyState } from "./sheets.js";
import { showSignup } from "./signup.js";
import { showStage } from "./stage.js";
import { chooseLanguage, t } from "./words.js";
import { World } from "./world.js";

const RETRY_MS = 2000;

async function begin() {
  const page = document.getElementById("page");
  await chooseLanguage();
  const world = new World();
  try {
    await world.start();
  } catch {
    fill(
      page,
      h(
        "main.alone",
        {},
        h("h1.unseen", {}, t("page.title")),
        emptyState("warning", t("page.noSandbox"), t("page.noSandboxAdvice")),
        disclaimer(),
      ),
    );
    setTimeout(begin, RETRY_MS);
    return;
  }
  show(page, world, location.pathname.split("/").filter(Boolean).map(decodeURIComponent));
}

function show(page, world, [place, id, last]) {
  if (id === "dialog" && last === "oauth") showSignup(page, world);
  else if (place === "phones") showAlone(page, world, "customer", id);
  else if (place === "app") showAlone(page, world, "agent", id);
  else if (place === "chaos") showDesk(page, world);
  else showStage(page, world);
}

begin();

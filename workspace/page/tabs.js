// The two tabs of a conversation with the app: its Home, and what was said.

import { h } from "./dom.js";
import { conversationShown, hasHome, page } from "./stage.js";

const $ = (id) => document.getElementById(id);

/** Draws the tabs where there are any, and shows what the chosen one holds. */
export function drawTabs(open) {
  const shown = hasHome(conversationShown());
  $("tabs").hidden = !shown;
  $("tabs").setAttribute("aria-label", page.texts.tabs);
  $("tabs").replaceChildren(...(shown ? ["home", "messages"].map((one) => tab(one, open)) : []));
  $("home").setAttribute("aria-label", page.texts.home);
  $("home").hidden = page.tab !== "home";
  $("messages").hidden = $("composer").hidden = page.tab === "home";
}

const tab = (name, open) =>
  h(
    "button",
    {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      "aria-selected": String(page.tab === name),
      tabindex: page.tab === name ? "0" : "-1",
      "aria-controls": name,
      onclick: () => open(name),
    },
    page.texts[name],
  );

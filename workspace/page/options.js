// The menu at the top right: language, appearance, the tour, the inspector.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./popups.js";

const LANGUAGES = [
  ["zh-CN", "中文"],
  ["en-US", "English"],
];
const APPEARANCES = ["system", "light", "dark"];
const KEPT = "appearance"; // read by theme.js before anything is drawn

function appearance() {
  return document.documentElement.dataset.theme || "system";
}

function appear(wanted) {
  if (wanted === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    if (wanted === "system") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, wanted);
  } catch {
    // Storage is turned off: it holds until the page is loaded again.
  }
}

/** `host` = { texts(), locale(), speak(locale), tour() → run or null, inspect() → run or null }. */
export function optionsOf(place, host) {
  const trigger = h(
    "button",
    { type: "button", id: "options-button", class: "icon-button", "data-align": "end" },
    icon("more"),
  );
  const box = menu(trigger, "", groups);
  place.append(trigger, box);

  function draw() {
    const label = host.texts().menuLabel;
    trigger.setAttribute("aria-label", label);
    trigger.title = label;
  }

  function groups() {
    const texts = host.texts();
    const languages = LANGUAGES.map(([locale, label]) => ({
      label,
      lang: locale,
      checked: host.locale().slice(0, 2) === locale.slice(0, 2),
      run: () => host.speak(locale),
    }));
    const appearances = APPEARANCES.map((one) => ({
      label: texts.appearances[one],
      checked: appearance() === one,
      run: () => appear(one),
    }));
    const more = [
      host.tour() && { label: texts.tourAgain, icon: icon("flag"), run: host.tour() },
      host.inspect() && { label: texts.inspector, icon: icon("inspect"), run: host.inspect() },
    ].filter(Boolean);
    return [
      { heading: texts.language, items: languages },
      { heading: texts.appearance, items: appearances },
      ...(more.length ? [{ heading: "", items: more }] : []),
    ];
  }

  return { draw };
}

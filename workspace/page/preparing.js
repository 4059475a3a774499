// What is seen until everything is ready: what is being made, how far, and in which language.

import { h } from "./dom.js";

const LANGUAGES = [
  ["zh-CN", "中文"],
  ["en-US", "English"],
];
const BEHIND = ["header.top", "#sidebar", "#main", "#thread", "#tour"];

/** What the browser prefers of the two languages there are. */
export const preferred = () => (/^zh\b/i.test(navigator.language || "") ? "zh-CN" : "en-US");

/**
 * The cover in `place`. `host` = { texts(), send(path, body), chosen(locale) }: `chosen` hears of a
 * language as soon as it is taken.
 */
export function preparingOf(place, host) {
  const held = { locale: null, asked: false };
  const team = h("h2", { id: "preparing-team" });
  const words = h("p", { class: "preparing-words", role: "status" });
  const fill = h("i");
  const bar = h("div", { class: "progress", role: "progressbar" }, fill);
  const question = h("p", { class: "quiet", id: "preparing-question" });
  const buttons = LANGUAGES.map(([locale, name]) =>
    h(
      "button",
      { type: "button", class: "language", lang: locale, onclick: () => choose(locale, true) },
      name,
    ),
  );
  const choice = h(
    "div",
    { class: "languages", role: "group", "aria-labelledby": "preparing-question" },
    buttons,
  );
  place.setAttribute("aria-labelledby", "preparing-team");
  place.append(h("div", { class: "preparing-card" }, team, words, bar, question, choice));

  /** The language in which to ask for the state, null before one was taken. */
  const locale = () => held.locale;

  async function choose(wanted, explicit) {
    held.locale = wanted;
    mark();
    await host.send("language", { locale: wanted, explicit });
    await host.chosen(wanted);
  }

  function mark() {
    buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.lang === held.locale)));
  }

  /** `preparing` = { text, share } or null; `state` tells the name and whether to ask. */
  function show(preparing, state) {
    const covered = Boolean(preparing);
    const before = !place.hidden;
    if (!covered && !before) return;
    place.hidden = !covered;
    BEHIND.forEach((one) => (document.querySelector(one).inert = covered));
    if (!covered) return;
    draw(preparing, state);
    if (!before) (choice.hidden ? place : buttons.find((one) => one.lang === preferred())).focus();
    if (state.ask_language && !held.asked) {
      held.asked = true;
      choose(preferred(), false);
    }
  }

  function draw({ text, share }, state) {
    const texts = host.texts();
    team.textContent = state.team;
    if (words.textContent !== text) words.textContent = text;
    const known = typeof share === "number";
    bar.classList.toggle("unknown", !known);
    bar.setAttribute("aria-label", texts.preparing);
    if (known) bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    else bar.removeAttribute("aria-valuenow");
    fill.style.width = known ? `${share * 100}%` : "";
    choice.hidden = question.hidden = !state.ask_language;
    question.textContent = texts.chooseLanguage;
    mark();
  }

  return { show, locale };
}

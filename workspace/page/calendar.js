// Choosing a day: a month at a time, by mouse or by arrow keys, in the viewer's language.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { freshId, popup } from "./popups.js";
import { dayText, daysLater } from "./zones.js";

const LONG = { year: "numeric", month: "short", day: "numeric", weekday: "short" };
const SPOKEN = { year: "numeric", month: "long", day: "numeric", weekday: "long" };

/** A date field. `chosen` is "YYYY-MM-DD" or null, `today` likewise, `pick(date)` hears of a new one. */
export function dateField({
  chosen,
  today,
  placeholder,
  labelled,
  describedby,
  texts,
  locale,
  pick,
  name,
  clearable,
}) {
  const state = { chosen, at: chosen || today };
  const shown = h("span", { class: "select-value", id: freshId("value") });
  const trigger = h(
    "button",
    { type: "button", class: "select date", "data-focus": name, "aria-describedby": describedby },
    icon("calendar"),
    shown,
  );
  if (labelled) trigger.setAttribute("aria-labelledby", `${labelled} ${shown.id}`);
  const clear = h(
    "button",
    {
      type: "button",
      class: "icon-button clear",
      "aria-label": texts.clear,
      onclick: () => {
        choose(null);
        trigger.focus();
      },
    },
    icon("close"),
  );
  const box = popup(trigger, {
    className: "calendar",
    kind: "dialog",
    draw: () => {
      state.at = state.chosen || today;
      draw();
    },
    opened: focusDay,
  });
  box.addEventListener("keydown", keys);
  tell();
  return h("div", { class: "select-row" }, trigger, clearable ? clear : null, box);

  function tell() {
    shown.textContent = state.chosen
      ? dayText(state.chosen, locale, LONG)
      : placeholder || texts.chooseDay;
    shown.classList.toggle("none", !state.chosen);
    clear.hidden = !state.chosen;
  }

  function choose(date) {
    state.chosen = date;
    tell();
    pick(date);
  }

  function draw() {
    const first = `${state.at.slice(0, 8)}01`;
    const turn = (step, label, mark) =>
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": label,
          onclick: () => {
            state.at = monthsLater(state.at, step);
            draw();
          },
        },
        icon(mark),
      );
    const month = h(
      "strong",
      { "aria-live": "polite" },
      dayText(first, locale, { year: "numeric", month: "long" }),
    );
    box.replaceChildren(
      h(
        "div",
        { class: "calendar-head" },
        turn(-1, texts.previousMonth, "left"),
        month,
        turn(1, texts.nextMonth, "right"),
      ),
      h(
        "div",
        { class: "calendar-days" },
        weekdays(locale).map((day) => h("span", { class: "quiet" }, day)),
        daysShown(first, locale).map(dayButton),
      ),
    );
  }

  function dayButton(date) {
    const outside = date.slice(0, 7) !== state.at.slice(0, 7);
    const names = [
      outside && "outside",
      date === today && "today",
      date === state.chosen && "chosen",
    ];
    return h(
      "button",
      {
        type: "button",
        class: names.filter(Boolean).join(" ") || null,
        "data-day": date,
        "aria-label": dayText(date, locale, SPOKEN),
        "aria-current": date === today ? "date" : null,
        "aria-pressed": String(date === state.chosen),
        tabindex: date === state.at ? "0" : "-1",
        onclick: () => {
          box.hidePopover();
          choose(date);
        },
      },
      String(Number(date.slice(8))),
    );
  }

  function focusDay() {
    box.querySelector(`[data-day="${state.at}"]`)?.focus();
  }

  function keys(event) {
    if (!event.target.dataset?.day) return;
    const { at } = state;
    const to = {
      ArrowLeft: () => daysLater(at, -1),
      ArrowRight: () => daysLater(at, 1),
      ArrowUp: () => daysLater(at, -7),
      ArrowDown: () => daysLater(at, 7),
      PageUp: () => monthsLater(at, -1),
      PageDown: () => monthsLater(at, 1),
    }[event.key];
    if (!to) return;
    state.at = to();
    draw();
    focusDay();
    event.preventDefault();
  }
}

function monthsLater(date, step) {
  const [year, month, day] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + step, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + step, Math.min(day, last))).toISOString().slice(0, 10);
}

const startsOnMonday = (locale) => !locale.startsWith("en");

function weekdays(locale) {
  const monday = "2024-01-01";
  const from = startsOnMonday(locale) ? monday : daysLater(monday, -1);
  return Array.from({ length: 7 }, (_, i) =>
    dayText(daysLater(from, i), locale, { weekday: "narrow" }),
  );
}

// Six weeks, so that the height stays when the month is turned.
function daysShown(first, locale) {
  const weekday = new Date(`${first}T00:00:00Z`).getUTCDay();
  const back = startsOnMonday(locale) ? (weekday + 6) % 7 : weekday;
  return Array.from({ length: 42 }, (_, i) => daysLater(first, i - back));
}

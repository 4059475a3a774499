// The workspace's date and time in the acting person's zone, and moving it forward.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { popup, step } from "./popups.js";
import { daysLater, secondsOf, wallOf } from "./zones.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * The clock in `place`. `host` = { texts(), names(), now(), set(seconds, stands), post, say, day(),
 * arrived() }: `set` sets the page's clock, which stands while travelling; `day` hears that a new day
 * has come, `arrived` that a travel is over.
 */
export function clockOf(place, host) {
  const time = { movable: false, travelling: false, from: null, until: null };
  const date = h("span", { class: "clock-date" });
  const hour = h("span", { class: "clock-time" });
  const trigger = h(
    "button",
    { type: "button", class: "clock-button" },
    icon("clock"),
    h("time", {}, date, " ", hour),
    icon("down"),
  );
  const stop = h(
    "button",
    { type: "button", class: "clock-stop", hidden: true, onclick: () => host.post("travel/stop", {}) },
    icon("stop"),
    h("span"),
  );
  const told = h("span", { class: "unseen", role: "status" });
  const bar = h("div", { class: "travel-bar", hidden: true }, h("i"));
  const box = popup(trigger, { className: "clock-popup", kind: "dialog", draw: drawBox, opened });
  box.setAttribute("role", "dialog");
  box.addEventListener("keydown", (event) => step(event, [...box.querySelectorAll("button")]));
  place.append(trigger, box, stop, told, bar);
  setInterval(tick, 1000);
  let day = null;

  /** The state's `time`, or the stream's news of it. */
  function show(news) {
    const began = news.travelling && !time.travelling;
    const ended = !news.travelling && time.travelling;
    Object.assign(time, news, began ? { from: news.now } : {});
    host.set(news.now, news.travelling);
    if (began) box.hidePopover();
    if (began) told.textContent = host.texts().travelling;
    if (ended) told.textContent = host.texts().arrived;
    if (ended) host.arrived();
    if (news.failed) host.say(host.texts().travelFailed + news.failed);
    draw();
  }

  function draw() {
    const texts = host.texts();
    const focused = place.contains(document.activeElement);
    place.classList.toggle("travelling", time.travelling);
    trigger.disabled = !time.movable || time.travelling;
    trigger.classList.toggle("fixed", !time.movable);
    stop.hidden = !time.travelling;
    stop.lastChild.textContent = texts.stopTravel;
    stop.setAttribute("aria-label", texts.stopTravel);
    box.setAttribute("aria-label", texts.moveTime);
    bar.hidden = !time.travelling;
    if (focused && !box.matches(":popover-open")) (time.travelling ? stop : trigger).focus();
    tick();
  }

  function tick() {
    const { locale, tz } = host.names();
    const now = host.now();
    const said = (options) => textOf(now, locale, tz, options);
    const shown = said({ month: "short", day: "numeric", weekday: "short" });
    const clock = said({ hour: "numeric", minute: "2-digit" });
    if (date.textContent !== shown) date.textContent = shown;
    if (hour.textContent !== clock) hour.textContent = clock;
    const full = `${said({ dateStyle: "full" })} · ${tz}`;
    if (trigger.title !== full) trigger.title = full;
    if (time.movable) trigger.setAttribute("aria-label", `${host.texts().clock} ${shown} ${clock}`);
    const today = wallOf(now, tz).date;
    if (day && day !== today) host.day();
    day = today;
    if (time.travelling) bar.firstChild.style.width = `${shareOf(time, now) * 100}%`;
  }

  function drawBox(it) {
    const texts = host.texts();
    const { locale, tz } = host.names();
    const now = host.now();
    const year = textOf(now, locale, tz, { year: "numeric", month: "long", day: "numeric", weekday: "long" });
    it.replaceChildren(
      h("p", { class: "clock-full" }, h("strong", { text: year }), h("small", { class: "quiet", text: tz })),
      h("p", { class: "quiet clock-note", text: texts.moveNote }),
      ...stepsFrom(now, tz).map(([name, seconds]) => {
        const there = textOf(now + seconds, locale, tz, AIM);
        return h(
          "button",
          { type: "button", class: "clock-step", onclick: () => travel(seconds) },
          h("span", { text: texts.timeSteps[name] }),
          h("span", { class: "quiet", text: there }),
        );
      }),
    );
  }

  function opened(it) {
    it.querySelector("button")?.focus();
  }

  async function travel(seconds) {
    box.hidePopover();
    await host.post("travel", { seconds: Math.max(1, Math.round(seconds)) });
  }

  return { show, draw };
}

const AIM = { month: "short", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" };

function stepsFrom(now, tz) {
  return [
    ["hour", HOUR],
    ["day", DAY],
    ["week", 7 * DAY],
    ["monday", nextMonday(now, tz) - now],
  ];
}

/** The next Monday at nine in that zone, in seconds. */
function nextMonday(now, tz) {
  const today = wallOf(now, tz).date;
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const ahead = (8 - weekday) % 7;
  const there = secondsOf(daysLater(today, ahead), "09:00", tz);
  return there > now ? there : secondsOf(daysLater(today, ahead + 7), "09:00", tz);
}

function shareOf({ from, until }, now) {
  return until > from ? Math.min(1, Math.max(0, (now - from) / (until - from))) : 0;
}

const formats = new Map();

function textOf(seconds, locale, tz, options) {
  const key = JSON.stringify([locale, tz, options]);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: tz }));
  return formats.get(key).format(new Date(seconds * 1000));
}

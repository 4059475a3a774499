// Slack's date marks: `{date_pretty} {time}` and the like, in the viewer's language and zone.

import { textsFor } from "./texts.js";
import { daysLater, wallOf } from "./zones.js";

const DAY = { year: "numeric", month: "long", day: "numeric" };
const SHORT = { year: "numeric", month: "short", day: "numeric" };
const LONG = { ...DAY, weekday: "long" };
const FORMATS = {
  date: DAY,
  date_pretty: DAY,
  date_short: SHORT,
  date_short_pretty: SHORT,
  date_long: LONG,
  date_long_full: LONG,
  date_long_pretty: LONG,
  day_divider_pretty: LONG,
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};
const NUMBERS = { date_num: "$1-$2-$3", date_slash: "$2/$3/$1" };
const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/**
 * The format with its marks filled in. A mark nobody knows stays as it is. As in Slack, the first
 * letter is a capital, and "today" within is none.
 */
export function dateText(seconds, format, names) {
  const text = format.replace(/\{(\w+)\}/g, (all, mark) => filled(seconds, mark, names) ?? all);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function filled(seconds, mark, names) {
  if (mark === "ago") return ago(seconds - names.now(), names.locale);
  if (NUMBERS[mark]) {
    return wallOf(seconds, names.tz).date.replace(/^(\d+)-(\d+)-(\d+)$/, NUMBERS[mark]);
  }
  if (!FORMATS[mark]) return null;
  const near = mark.endsWith("_pretty") ? nearDay(seconds, names) : null;
  return (
    near ||
    new Intl.DateTimeFormat(names.locale, { timeZone: names.tz, ...FORMATS[mark] }).format(
      new Date(seconds * 1000),
    )
  );
}

function nearDay(seconds, names) {
  const texts = textsFor(names.locale);
  const today = wallOf(names.now(), names.tz).date;
  const near = {
    [daysLater(today, -1)]: texts.yesterday,
    [today]: texts.today,
    [daysLater(today, 1)]: texts.tomorrow,
  };
  return near[wallOf(seconds, names.tz).date]?.toLowerCase();
}

function ago(difference, locale) {
  const [unit, size] = STEPS.find(([, one]) => Math.abs(difference) >= one) || STEPS[3];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(
    Math.trunc(difference / size),
    unit,
  );
}

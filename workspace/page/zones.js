// Instants and wall clocks of a zone. Seconds since the epoch on one side, texts on the other.

const formats = new Map(); // making one costs more than a hundred uses of it

function formatOf(tz) {
  if (!formats.has(tz))
    formats.set(
      tz,
      new Intl.DateTimeFormat("en-US-u-ca-gregory", {
        timeZone: tz,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
    );
  return formats.get(tz);
}

function parts(seconds, tz) {
  return Object.fromEntries(
    formatOf(tz)
      .formatToParts(new Date(seconds * 1000))
      .map((one) => [one.type, one.value]),
  );
}

/** What a clock on the wall there shows: { date: "YYYY-MM-DD", time: "HH:MM" }. */
export function wallOf(seconds, tz) {
  const at = parts(seconds, tz);
  return {
    date: `${at.year.padStart(4, "0")}-${at.month}-${at.day}`,
    time: `${at.hour}:${at.minute}`,
  };
}

/** The instant at which a clock there shows that date and time. */
export function secondsOf(date, time, tz) {
  const wanted = Date.parse(`${date}T${time}:00Z`) / 1000;
  const shift = (seconds) => {
    const at = parts(seconds, tz);
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) / 1000 - seconds;
  };
  const guess = wanted - shift(wanted);
  return wanted - shift(guess); // the second look settles days on which the clocks change
}

/** A calendar day as its own text in a locale; a day has no zone. */
export function dayText(date, locale, options) {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** The day so many days later, as "YYYY-MM-DD". */
export function daysLater(date, days) {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

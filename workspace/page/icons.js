// Small line icons, drawn here so that no font decides how they look.

import { s } from "./dom.js";

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  back: "M19 12H5m6-6l-6 6 6 6",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  down: "M6 9.5l6 6 6-6",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  reply: "M20 11.5a7.5 7 0 0 1-10.9 6.2L4 19l1.4-4A6.7 6.5 0 0 1 5 11.5a7.5 7 0 0 1 15 0z",
  send: "M5 12l-1-8 17 8-17 8 1-8zm0 0h8",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6l1-7z",
  eye:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" +
    "M12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  calendar: "M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V7M15.5 3.5V7",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5M12 8h.01",
  warning: "M12 4L2.8 19.5h18.4L12 4zM12 10v4.5M12 17h.01",
  error: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 9l6 6M15 9l-6 6",
  success: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8 12.3l2.8 2.7L16 9.5",
  pending: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
  working: "M12 3.5a8.5 8.5 0 1 0 8.5 8.5",
  up_vote:
    "M7 11v9H3.5v-9zm0 0l4-7.5c1.5 0 2.5 1 2.5 2.5v3.5h4.5a2 2 0 0 1 2 2.3l-1 6.5A2 2 0 0 1 17 20H7",
  down_vote:
    "M7 13V4H3.5v9zm0 0l4 7.5c1.5 0 2.5-1 2.5-2.5v-3.5h4.5a2 2 0 0 0 2-2.3l-1-6.5A2 2 0 0 0 17 4H7",
  trash: "M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5L7.5 20h9l1-13.5M10.5 10.5v5.5M13.5 10.5v5.5",
  play: "M8 5l11 7-11 7z",
  globe:
    "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  clip:
    "M19.5 11l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.5 1.5 0 0 1-2.2-2.2l7.3-7.3",
  flag: "M6 21V4h11l-2 4 2 4H6",
  inspect: "M8.5 8L4.5 12l4 4M15.5 8l4 4-4 4M13 5.5l-2 13",
  stop: "M7 7h10v10H7z",
  up: "M6 14.5l6-6 6 6",
  star: "M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17l-5.3 3 1.1-6L3.4 9.8l6-.8z",
};

/** The icon of that name, hidden from screen readers: the button beside it says what it does. */
export function icon(name) {
  return s(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
    s("path", { d: PATHS[name] || PATHS.star }),
  );
}

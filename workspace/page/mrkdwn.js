// Slack's mrkdwn as DOM nodes. `names` resolves users and channels and knows locale and zone.

import { h, link } from "./dom.js";
import { dateText } from "./dates.js";
import { withEmoji } from "./emoji.js";

/** A whole mrkdwn text: code fences, quotes, lists, lines. Returns an array of nodes. */
export function mrkdwn(text, names) {
  const parts = String(text).split(/```\n?([\s\S]*?)```\n?/);
  return parts.flatMap((part, i) => {
    if (i % 2) return [h("pre", { class: "code-block" }, unescaped(part.replace(/\n$/, "")))];
    const text = i < parts.length - 1 ? part.replace(/\n$/, "") : part;
    return text === "" ? [] : lines(text, names);
  });
}

const QUOTE = /^(?:&gt;|>) ?/;
const BULLET = /^\s*[•◦▪]\s+/;

function lines(text, names) {
  const nodes = [];
  for (const run of runs(text.split("\n"))) {
    const inner = run.lines.map((line) => inline(line, names));
    if (run.kind === "quote") nodes.push(h("blockquote", {}, broken(inner)));
    else if (run.kind === "bullet") nodes.push(h("ul", {}, inner.map((one) => h("li", {}, one))));
    else nodes.push(h("div", { class: "line" }, broken(inner)));
  }
  return nodes;
}

// Neighbouring lines of one kind belong together: one quote bar, one list.
function runs(all) {
  const found = [];
  for (const line of all) {
    const kind = QUOTE.test(line) ? "quote" : BULLET.test(line) ? "bullet" : "text";
    const bare = line.replace(kind === "quote" ? QUOTE : kind === "bullet" ? BULLET : /^$/, "");
    const last = found[found.length - 1];
    if (last && last.kind === kind) last.lines.push(bare);
    else found.push({ kind, lines: [bare] });
  }
  return found;
}

function broken(inner) {
  return inner.flatMap((nodes, i) => (i ? [h("br"), ...nodes] : nodes));
}

// Order matters: code and marks in angle brackets are never looked into again.
const TOKEN = /(`[^`\n]+`)|(<[^<>\n]+>)/g;

/** One line of mrkdwn as an array of nodes. */
export function inline(text, names) {
  const nodes = [];
  const pieces = [];
  const stripped = text.replace(TOKEN, (all) => {
    pieces.push(all);
    // A private-use character keeps the place, so that *bold <link>* still closes.
    return String.fromCharCode(0xe000 + pieces.length - 1);
  });
  nodes.push(...styled(stripped, (char) => piece(pieces[char.charCodeAt(0) - 0xe000], names)));
  return nodes;
}

const STYLES = [
  ["*", "strong"],
  ["_", "em"],
  ["~", "del"],
];
const EDGE = "[\\s\\ue000-\\uf8ff(\\[{\"'.,;:!?)\\]}\\-/&*_~]";

// Slack asks for a blank or ASCII punctuation outside both marks; Chinese signs do not count.
function styled(text, resolve) {
  for (const [mark, tag] of STYLES) {
    const m = "\\" + mark;
    const pattern = new RegExp(`(^|${EDGE})${m}(?!\\s)([^${m}\\n]+?)(?<!\\s)${m}(?=$|${EDGE})`);
    const found = pattern.exec(text);
    if (!found) continue;
    const start = found.index + found[1].length;
    const end = found.index + found[0].length;
    return [
      ...styled(text.slice(0, start), resolve),
      h(tag, {}, styled(found[2], resolve)),
      ...styled(text.slice(end), resolve),
    ];
  }
  return plain(text, resolve);
}

function plain(text, resolve) {
  return text
    .split(/([\ue000-\uf8ff])/)
    .filter((part) => part !== "")
    .map((part) => (/^[\ue000-\uf8ff]$/.test(part) ? resolve(part) : withEmoji(unescaped(part))));
}

function piece(raw, names) {
  if (raw === undefined) return "";
  if (raw.startsWith("`")) return h("code", {}, unescaped(raw.slice(1, -1)));
  const [target, label] = split(raw.slice(1, -1));
  if (target.startsWith("@")) return mention("@" + names.user(target.slice(1), label));
  if (target.startsWith("#")) return mention("#" + (label || names.channel(target.slice(1))));
  if (target.startsWith("!date^")) return date(target, label, names);
  if (target.startsWith("!")) return mention("@" + (label || target.slice(1).split("^")[0]));
  return link(unescaped(target), unescaped(label || target.replace(/^mailto:/, "")));
}

function split(inside) {
  const bar = inside.indexOf("|");
  return bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

function mention(text) {
  return h("span", { class: "mention", text });
}

function date(target, fallback, names) {
  const [, seconds, format, url] = target.split("^");
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return unescaped(fallback);
  const text = dateText(Number(seconds), unescaped(format || ""), names);
  const shown = h("time", { datetime: when.toISOString(), title: unescaped(fallback), text });
  return url ? link(url, shown) : shown;
}

export function unescaped(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

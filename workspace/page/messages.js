// Messages as DOM: who, when, what, and what one can do with it.

import { drawBlocks } from "./blocks.js";
import { h, image, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { menu } from "./popups.js";
import { dayText, daysLater, wallOf } from "./zones.js";

const GROUP_SECONDS = 300;

/**
 * A list of messages, with days between them. `ctx.of(message)` is the context for its blocks,
 * `ctx.open(message)` its thread, `ctx.replies(message)` what was answered there. Nodes of messages
 * that did not change are taken from `drawn`, so that a turned page of a table and an open menu stay.
 * `newFrom` is the ts above which the line of the unread ones stands; `earlier` = { count, run } shows
 * that there are more above.
 */
export function messageList(messages, ctx, drawn, { inThread = false, newFrom, earlier } = {}) {
  if (!messages.length) return [h("p", { class: "quiet empty", text: ctx.texts.empty })];
  const nodes = earlier ? [earlierNode(earlier, ctx, drawn)] : [];
  const days = dayNames(ctx);
  let last = null;
  let before = null;
  for (const message of messages) {
    const day = days(message);
    const fresh = message.ts === newFrom;
    if (day !== before) nodes.push(dayNode(day, message, ctx, drawn));
    if (fresh) nodes.push(newNode(ctx, drawn));
    const root = inThread && (message.thread_ts || message.ts) === message.ts;
    const follows = day === before && !fresh && continues(message, last);
    nodes.push(messageNode(message, follows, ctx, drawn, inThread));
    if (root && messages.length > 1) nodes.push(repliesNode(messages.length - 1, ctx, drawn));
    last = root ? null : message;
    before = day;
  }
  return nodes;
}

function earlierNode({ count, run }, ctx, drawn) {
  return reused(drawn, "earlier", `${count} ${ctx.names.locale}`, () =>
    h(
      "div",
      { class: "earlier" },
      h("button", { type: "button", class: "button", onclick: run }, ctx.texts.earlier(count)),
    ),
  );
}

function dayNode(day, message, ctx, drawn) {
  const label = dayLabel(day, ctx);
  return reused(drawn, `day ${day} ${message.ts}`, label, () =>
    h("div", { class: "day" }, h("span", { text: label })),
  );
}

function repliesNode(count, ctx, drawn) {
  const said = ctx.texts.replies(count);
  return reused(drawn, "replies", said, () =>
    h("div", { class: "day replies" }, h("span", { text: said })),
  );
}

function newNode(ctx, drawn) {
  return reused(drawn, "new", ctx.names.locale, () =>
    h("div", { class: "new-line" }, h("span", { text: ctx.texts.newMessages })),
  );
}

function reused(drawn, name, key, draw) {
  const known = drawn.get(name);
  if (known?.key === key) return known.node;
  const node = draw();
  drawn.set(name, { key, node });
  return node;
}

// The blocks and the line around them are kept apart: a new reply does not redraw a table.
// Comparing by identity first: the text of a thousand messages is not written for each redraw.
function messageNode(message, follows, ctx, drawn, inThread) {
  const replies = inThread ? [] : ctx.replies(message);
  const around = `${follows} ${replies.length} ${replies.at(-1)?.ts} ${ctx.names.locale} ${ctx.names.tz}`;
  const known = drawn.get(message.ts);
  if (known && known.message === message && known.around === around) return known.node;
  const inner = JSON.stringify([message.text, message.blocks, message.files, message.edited]);
  const key = JSON.stringify([{ ...message, blocks: null }, inner, around]);
  const node = reused(drawn, message.ts, key, () => {
    const language = ctx.names.locale;
    const shown = reused(drawn, `content ${message.ts}`, language + inner, () =>
      content(message, ctx),
    );
    return framed(message, shown, follows, replies, ctx, inThread);
  });
  Object.assign(drawn.get(message.ts), { message, around });
  return node;
}

function continues(message, before) {
  return (
    Boolean(before) &&
    before.user === message.user &&
    !before.ephemeral &&
    !message.ephemeral &&
    !message.blocks?.length &&
    Number(message.ts) - Number(before.ts) < GROUP_SECONDS
  );
}

function framed(message, shown, follows, replies, ctx, inThread) {
  const author = ctx.names.member(message.user);
  const className = `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`;
  return h(
    "article",
    {
      class: className,
      "data-ts": message.ts,
      "aria-label": `${author.real_name} ${timeOf(message, ctx.names)}`,
    },
    follows ? gutterTime(message, ctx.names) : avatar(author),
    h(
      "div",
      { class: "message-body" },
      message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), ctx.texts.onlyYou) : null,
      follows ? null : headLine(message, author, ctx),
      shown,
      reactions(message, ctx),
      threadLink(message, replies, ctx),
    ),
    message.ephemeral ? null : toolbar(message, ctx, inThread),
  );
}

function headLine(message, author, ctx) {
  return h(
    "div",
    { class: "message-head" },
    h("strong", { text: author.real_name }),
    author.is_bot ? h("span", { class: "badge", text: ctx.texts.app }) : null,
    h("time", { text: timeOf(message, ctx.names) }),
  );
}

function content(message, ctx) {
  const edited = message.edited
    ? h("span", { class: "quiet edited", text: ctx.texts.edited })
    : null;
  const words = () =>
    message.text ? h("div", { class: "prose" }, mrkdwn(message.text, ctx.names)) : null;
  const shown = message.blocks?.length ? drawBlocks(message.blocks, ctx.of(message)) : words();
  return h(
    "div",
    {},
    shown,
    edited,
    (message.files || []).map((file) => fileNode(file, ctx)),
  );
}

function fileNode(file, ctx) {
  const name = file.title || file.name;
  if (/^image\//.test(file.mimetype || "")) {
    return h(
      "figure",
      { class: "shared" },
      h("figcaption", { text: name }),
      image(file.url, file.alt_txt || name, "image"),
    );
  }
  const local = /^\/files\//.test(file.url || "");
  const label = [icon("file"), h("span", {}, name)];
  return local
    ? h(
        "a",
        {
          class: "file-chip",
          href: file.url,
          target: "_blank",
          rel: "noopener",
          title: ctx.texts.download,
        },
        label,
      )
    : h("span", { class: "file-chip" }, link(file.url || "", ...label));
}

function reactions(message, ctx) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((one) =>
      h(
        "span",
        {
          class: "reaction",
          "aria-label": ctx.texts.reactions(one.name, one.count),
          title: (one.users || []).map((id) => ctx.names.user(id)).join(", "),
        },
        emoji(one.name) || `:${one.name}:`,
        h("b", { text: one.count }),
      ),
    ),
  );
}

const FACES = 3;

function threadLink(message, replies, ctx) {
  if (!replies.length || message.ephemeral) return null;
  const authors = [...new Set(replies.map((one) => one.user))].slice(-FACES);
  const at = replies.at(-1);
  return h(
    "button",
    { class: "thread-link", type: "button", onclick: () => ctx.open(message) },
    h(
      "span",
      { class: "faces", "aria-hidden": "true" },
      authors.map((id) => avatar(ctx.names.member(id))),
    ),
    h("span", { class: "thread-count", text: ctx.texts.replies(replies.length) }),
    h("span", { class: "quiet thread-last", text: ctx.texts.lastReply(momentOf(at, ctx)) }),
  );
}

function toolbar(message, ctx, inThread) {
  const reply = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": ctx.texts.reply,
      title: ctx.texts.replyInThread,
      onclick: () => ctx.open(message),
    },
    icon("reply"),
  );
  const shortcuts = ctx.shortcuts("message");
  const more = h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": ctx.texts.more,
      title: ctx.texts.more,
      "data-align": "end",
    },
    icon("more"),
  );
  const items = () =>
    shortcuts.map((one) => ({
      label: one.name,
      note: ctx.names.bot,
      icon: icon("bolt"),
      run: () => ctx.shortcut(one, message),
    }));
  return h(
    "div",
    { class: "message-tools" },
    inThread ? null : reply,
    ...(shortcuts.length ? [more, menu(more, ctx.texts.more, items)] : []),
  );
}

export function avatar(author) {
  const letter = [...(author.real_name || "?")][0].toUpperCase();
  const hue = [...author.id].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 6;
  return h("div", {
    class: `avatar tint-${hue}${author.is_bot ? " bot" : ""}`,
    "aria-hidden": "true",
    "data-letter": letter, // drawn by the style sheet: it is no part of what is read
  });
}

// Making a formatter costs more than a hundred uses of it.
const formats = new Map();

function formatted(message, names, options) {
  const key = JSON.stringify([names.locale, names.tz, options]);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat(names.locale, { ...options, timeZone: names.tz }));
  return formats.get(key).format(new Date(Number(message.ts) * 1000));
}

const timeOf = (message, names) =>
  formatted(message, names, { hour: "numeric", minute: "2-digit" });

/** Beside a message that follows another one of the same person: seen when one points at it. */
function gutterTime(message, names) {
  const short = timeOf(message, names).replace(/\s?[AP]M$/i, "");
  return h("div", { class: "gutter-time", "aria-hidden": "true", text: short });
}

/** "14:05" for what is of today, else the day with it. */
function momentOf(message, ctx) {
  const day = dayNames(ctx)(message);
  const today = wallOf(ctx.names.now(), ctx.names.tz).date;
  const options = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return day === today ? timeOf(message, ctx.names) : formatted(message, ctx.names, options);
}

// The day of a message as "YYYY-MM-DD". Neighbours are nearly always of the same hour.
function dayNames({ names }) {
  let hour = null;
  let day = null;
  return (message) => {
    const at = Math.floor(Number(message.ts) / 900); // no zone changes its day within a quarter
    if (at !== hour) day = wallOf(Number(message.ts), names.tz).date;
    hour = at;
    return day;
  };
}

function dayLabel(day, { names, texts }) {
  const today = wallOf(names.now(), names.tz).date;
  if (day === today) return texts.today;
  if (day === daysLater(today, -1)) return texts.yesterday;
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" };
  return dayText(day, names.locale, { ...year, month: "long", day: "numeric", weekday: "long" });
}

// Messages as DOM: who, when, what, and what one can do with it.

import { drawBlocks } from "./blocks.js";
import { h, image, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { menu } from "./popups.js";

const GROUP_SECONDS = 300;

/**
 * A list of messages, with days between them. `ctx.of(message)` is the context for its blocks,
 * `ctx.open(message)` its thread. Nodes of messages that did not change are taken from `drawn`, so
 * that a turned page of a table and an open menu stay.
 */
export function messageList(messages, ctx, drawn, { inThread = false } = {}) {
  if (!messages.length) return [h("p", { class: "quiet empty", text: ctx.texts.empty })];
  const nodes = [];
  let last = null;
  for (const message of messages) {
    const day = dayOf(message, ctx.names);
    if (!last || day !== dayOf(last, ctx.names)) {
      nodes.push(
        reused(drawn, `day ${day} ${message.ts}`, "", () =>
          h("div", { class: "day" }, h("span", { text: day })),
        ),
      );
      last = null;
    }
    nodes.push(messageNode(message, last, ctx, drawn, inThread));
    last = message;
  }
  return nodes;
}

function reused(drawn, name, key, draw) {
  const known = drawn.get(name);
  if (known?.key === key) return known.node;
  const node = draw();
  drawn.set(name, { key, node });
  return node;
}

// The blocks and the line around them are kept apart: a new reply does not redraw a table.
function messageNode(message, before, ctx, drawn, inThread) {
  const follows = continues(message, before);
  const replies = inThread ? 0 : ctx.replies(message).length;
  const key = JSON.stringify([message, follows, replies, ctx.names.locale]);
  return reused(drawn, message.ts, key, () => {
    const inner = JSON.stringify([message.text, message.blocks, message.files, message.edited]);
    const shown = reused(drawn, `content ${message.ts}`, inner, () => content(message, ctx));
    return framed(message, shown, follows, ctx, inThread);
  });
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

function framed(message, shown, follows, ctx, inThread) {
  const author = ctx.names.member(message.user);
  const className = `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`;
  return h(
    "article",
    {
      class: className,
      "data-ts": message.ts,
      "aria-label": `${author.real_name} ${timeOf(message, ctx.names)}`,
    },
    follows ? h("div", { class: "avatar-gap" }) : avatar(author),
    h(
      "div",
      { class: "message-body" },
      message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), ctx.texts.onlyYou) : null,
      follows ? null : headLine(message, author, ctx),
      shown,
      reactions(message, ctx),
      inThread ? null : threadLink(message, ctx),
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

function threadLink(message, ctx) {
  const replies = message.ephemeral ? [] : ctx.replies(message);
  if (!replies.length) return null;
  return h(
    "button",
    { class: "thread-link", type: "button", onclick: () => ctx.open(message) },
    ctx.texts.replies(replies.length),
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
    text: letter,
  });
}

function timeOf(message, names) {
  return new Intl.DateTimeFormat(names.locale, {
    hour: "numeric",
    minute: "2-digit",
    timeZone: names.tz,
  }).format(new Date(Number(message.ts) * 1000));
}

function dayOf(message, names) {
  return new Intl.DateTimeFormat(names.locale, {
    month: "long",
    day: "numeric",
    weekday: "long",
    timeZone: names.tz,
  }).format(new Date(Number(message.ts) * 1000));
}

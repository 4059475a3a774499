// Messages as DOM: who, when, what, and the way into the thread.

import { drawBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

const GROUP_SECONDS = 300;

/**
 * A list of messages, with days between them. `ctx` as for blocks plus `open(message)`. Nodes of
 * messages that did not change are taken from `drawn`, so that a turned page of a table stays.
 */
export function messageList(messages, ctx, drawn, { inThread = false } = {}) {
  if (!messages.length) return [h("p", { class: "quiet empty", text: ctx.texts.empty })];
  const nodes = [];
  let last = null;
  for (const message of messages) {
    const day = dayOf(message, ctx.names);
    if (!last || day !== dayOf(last, ctx.names)) {
      nodes.push(h("div", { class: "day" }, h("span", { text: day })));
      last = null;
    }
    nodes.push(reused(message, last, ctx, drawn, inThread));
    last = message;
  }
  return nodes;
}

function reused(message, before, ctx, drawn, inThread) {
  const follows = continues(message, before);
  const replies = inThread ? 0 : ctx.replies(message).length;
  const key = JSON.stringify([message, follows, replies, ctx.names.locale]);
  const known = drawn.get(message.ts);
  if (known?.key === key) return known.node;
  const node = messageNode(message, follows, ctx, inThread);
  drawn.set(message.ts, { key, node });
  return node;
}

function continues(message, before) {
  return Boolean(before) && before.user === message.user && !before.ephemeral
    && !message.ephemeral && !message.blocks?.length
    && Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}

function messageNode(message, follows, ctx, inThread) {
  const author = ctx.names.member(message.user);
  const className = `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`;
  return h(
    "article",
    { class: className, "data-ts": message.ts },
    follows ? h("div", { class: "avatar-gap" }) : avatar(author),
    h("div", { class: "message-body" },
      message.ephemeral ? h("div", { class: "only-you", text: `◉ ${ctx.texts.onlyYou}` }) : null,
      follows ? null : headLine(message, author, ctx),
      content(message, ctx),
      inThread ? null : threadLine(message, ctx)),
  );
}

function headLine(message, author, ctx) {
  return h("div", { class: "message-head" },
    h("strong", { text: author.real_name }),
    author.is_bot ? h("span", { class: "badge", text: ctx.texts.app }) : null,
    h("time", { text: timeOf(message, ctx.names) }));
}

function content(message, ctx) {
  const edited = message.edited ? h("span", { class: "quiet edited", text: ctx.texts.edited }) : null;
  const bound = { ...ctx, click: (block, element) => ctx.click(message, block, element) };
  const shown = message.blocks?.length
    ? drawBlocks(message.blocks, bound)
    : h("div", { class: "prose" }, mrkdwn(message.text, ctx.names));
  return h("div", {}, shown, edited);
}

function threadLine(message, ctx) {
  if (message.ephemeral) return null;
  const replies = ctx.replies(message);
  const label = replies.length ? ctx.texts.replies(replies.length) : ctx.texts.reply;
  const className = replies.length ? "thread-link" : "thread-link none";
  return h("button", { class: className, type: "button", onclick: () => ctx.open(message) }, label);
}

function avatar(author) {
  const letter = [...(author.real_name || "?")][0].toUpperCase();
  const hue = [...author.id].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 6;
  return h("div", { class: `avatar tint-${hue}${author.is_bot ? " bot" : ""}`,
    "aria-hidden": "true", text: letter });
}

function timeOf(message, names) {
  return new Intl.DateTimeFormat(names.locale, { hour: "2-digit", minute: "2-digit",
    hourCycle: "h23", timeZone: names.tz }).format(new Date(Number(message.ts) * 1000));
}

function dayOf(message, names) {
  return new Intl.DateTimeFormat(names.locale, { month: "long", day: "numeric", weekday: "long",
    timeZone: names.tz }).format(new Date(Number(message.ts) * 1000));
}

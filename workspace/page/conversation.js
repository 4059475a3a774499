// The conversation that is shown: its messages, its thread, where one types.

import { composer } from "./composer.js";
import { settled } from "./dom.js";
import { heldFocus } from "./focus.js";
import { icon } from "./icons.js";
import { messageList } from "./messages.js";
import { batched, blockContext, names, page, post, shortcuts, toEnd, toInput } from "./stage.js";
import { Values } from "./values.js";

const $ = (id) => document.getElementById(id);
const MOST_NEW = 300; // unread messages drawn at once, so that one starts with the first
const AT_ONCE = 100; // messages drawn when a conversation is opened, and with each "earlier"

const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;
const inOrder = (messages) => messages.sort((a, b) => (a.ts < b.ts ? -1 : 1));

// -- what is there --------------------------------------------------------------------------------

/** Takes the messages of a conversation; null `drawn` nodes stay when it is the same one again. */
export function holdMessages(messages, { again = false } = {}) {
  page.messages = new Map([...messages.map((one) => [one.ts, one]), ...page.arrived]);
  if (again) return;
  page.drawn.clear();
  page.values.clear();
  const top = topLevel();
  page.shownFrom = top.at(-AT_ONCE)?.ts ?? null;
  page.newFrom = firstUnread(top);
  if (!page.newFrom || page.newFrom >= page.shownFrom) return;
  const at = top.findIndex((one) => one.ts === page.newFrom);
  if (at < top.length - MOST_NEW) page.newFrom = null; // too far up to start there
  else page.shownFrom = top[Math.max(0, at - 5)].ts;
}

/** The ts of the newest message there is. */
export const newestHere = () =>
  [...page.messages.keys()].reduce((most, ts) => (ts > most ? ts : most), "");

const topLevel = () => inOrder([...page.messages.values()].filter((one) => !isReply(one)));

// Where it is not known until when one has read, it is counted from the end.
function firstUnread(top) {
  const { conversations, me } = page.state;
  const { unread, read } = conversations.find((one) => one.id === page.channel) || {};
  if (!unread) return null;
  const others = top.filter((one) => one.user !== me.id && !one.ephemeral);
  if (read !== undefined) return others.find((one) => one.ts > read)?.ts ?? null;
  return others.at(-unread)?.ts ?? others[0]?.ts ?? null;
}

/** The replies of each thread, oldest first; gathered once for a drawing. */
function threads() {
  const found = new Map();
  for (const one of page.messages.values()) {
    if (!isReply(one) || one.ephemeral) continue;
    if (!found.has(one.thread_ts)) found.set(one.thread_ts, []);
    found.get(one.thread_ts).push(one);
  }
  found.forEach(inOrder);
  return found;
}

// -- drawing --------------------------------------------------------------------------------------

function context() {
  const replies = threads();
  return {
    names: names(),
    texts: page.texts,
    of: ofMessage,
    open: (message) => openThread(message.thread_ts || message.ts),
    replies: (message) => replies.get(message.ts) || [],
    shortcuts,
    shortcut: (one, message) =>
      post("shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts }),
  };
}

function ofMessage(message) {
  if (!page.values.has(message.ts)) page.values.set(message.ts, new Values(null, message.channel));
  const current = () => page.messages.get(message.ts)?.blocks || message.blocks;
  return blockContext(
    page.values.get(message.ts),
    { channel: message.channel, ts: message.ts },
    current,
  );
}

export function drawMessages() {
  const top = topLevel();
  const from = page.shownFrom ? top.findIndex((one) => one.ts >= page.shownFrom) : 0;
  const hidden = Math.max(0, from);
  const earlier = hidden ? { count: hidden, run: showEarlier } : null;
  into(
    $("messages"),
    messageList(top.slice(hidden), context(), page.drawn, { newFrom: page.newFrom, earlier }),
  );
  if (page.thread) drawThread();
}

/** For what comes in: a hundred messages are one drawing. */
export const redrawMessages = batched(drawMessages);

function drawThread() {
  const thread = inOrder(
    [...page.messages.values()].filter(
      (one) => one.ts === page.thread || one.thread_ts === page.thread,
    ),
  );
  const shown = { ...context(), of: (message) => ({ ...ofMessage(message), beside: true }) };
  into($("thread-messages"), messageList(thread, shown, page.drawnThread, { inThread: true }));
}

// Who reads at the bottom stays there; who has scrolled up is not moved.
function into(list, nodes) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const top = list.scrollTop;
  const refocus = heldFocus(list);
  settled(list, nodes);
  list.scrollTop = atEnd ? list.scrollHeight : top;
  refocus();
}

function showEarlier() {
  const top = topLevel();
  const at = top.findIndex((one) => one.ts >= page.shownFrom);
  const list = $("messages");
  const below = list.scrollHeight - list.scrollTop;
  page.shownFrom = top[Math.max(0, at - AT_ONCE)].ts;
  drawMessages();
  list.scrollTop = list.scrollHeight - below; // what one was reading stays where it is
  list.focus({ preventScroll: true });
}

/** To the newest message, or to the first unread one when that is further up. */
export function toNewest() {
  const list = $("messages");
  toEnd(list);
  const line = list.querySelector(".new-line");
  if (!line) return;
  const above = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (above < 0) list.scrollTop += above - 60;
}

// -- typing ---------------------------------------------------------------------------------------

const drafts = new Map(); // what was typed and not sent, by place
const draftOf = (threadTs) => `${page.state.me.id} ${page.channel} ${threadTs || ""}`;

export function keepDraft(place, name) {
  const text = $(place).querySelector("textarea")?.value;
  if (text === undefined || !name) return;
  if (text.trim()) drafts.set(name, text);
  else drafts.delete(name);
}

/** Puts words where one types, the caret behind them. */
export function fillComposer(place, text) {
  const input = $(place).querySelector("textarea");
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.setSelectionRange(text.length, text.length);
}

export function drawComposer(place, placeholder, threadTs) {
  const offered = shortcuts("global");
  const run = (one) => post("shortcut", { callback_id: one.callback_id });
  keepDraft(place, $(place).dataset.draft);
  $(place).dataset.draft = draftOf(threadTs);
  $(place).replaceChildren(
    composer({
      placeholder,
      sendLabel: page.texts.send,
      commandsLabel: page.texts.commands,
      commands: threadTs ? [] : page.state.commands, // Slack refuses commands in threads
      shortcuts:
        threadTs || !offered.length
          ? null
          : {
              label: page.texts.shortcuts,
              items: () =>
                offered.map((one) => ({
                  label: one.name,
                  note: page.state.bot.real_name,
                  icon: icon("bolt"),
                  run: () => run(one),
                })),
            },
      send: (text) => {
        toEnd($(threadTs ? "thread-messages" : "messages")); // who speaks wants to see the answer
        return post("type", { channel: page.channel, text, thread_ts: threadTs });
      },
    }),
  );
  const kept = drafts.get(draftOf(threadTs));
  if (kept) fillComposer(place, kept);
}

// -- threads --------------------------------------------------------------------------------------

export function openThread(ts) {
  page.thread = ts;
  page.drawnThread.clear();
  $("thread").hidden = false;
  document.body.classList.add("with-thread");
  drawThread();
  toEnd($("thread-messages"));
  drawComposer("thread-composer", page.texts.writeReply, ts);
  toInput("thread-composer");
}

export function closeThread() {
  page.thread = null;
  $("thread").hidden = true;
  document.body.classList.remove("with-thread");
}

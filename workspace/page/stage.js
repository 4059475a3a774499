// What the page knows and what every part of it needs: the state, the names, the way to the server.

import { say, send } from "./api.js";
import { textsFor } from "./texts.js";

export const page = {
  state: null,
  channel: null,
  thread: null,
  tab: "messages",
  messages: new Map(),
  unread: new Set(),
  drawn: new Map(),
  drawnThread: new Map(),
  values: new Map(),
  stream: null,
  texts: textsFor("zh"),
  turn: 0,
  ahead: 0,
};

export async function post(path, body) {
  const result = await send(path, { as: page.state.me.id, ...body });
  if (result.ok !== false && !result.error) return result;
  say(page.texts.failed + result.error);
  return null;
}

// -- names ----------------------------------------------------------------------------------------

export function names() {
  const { me, members, conversations, bot } = page.state;
  const member = (id) =>
    members.find((one) => one.id === id) || { id, real_name: id, name: id, is_bot: false };
  return {
    me: me.id,
    locale: me.locale,
    tz: me.tz,
    now,
    bot: bot.real_name,
    members,
    conversations,
    member,
    user: (id, label) => members.find((one) => one.id === id)?.real_name || label || id,
    channel: (id) => conversations.find((one) => one.id === id)?.name || id,
  };
}

export const now = () => Date.now() / 1000 + page.ahead; // the workspace's clock, not the browser's

export function titleOf(conversation) {
  if (conversation.kind !== "im") return `# ${conversation.name}`;
  return names().member(conversation.with).real_name;
}

export const conversationShown = () =>
  page.state.conversations.find((one) => one.id === page.channel);
export const hasHome = (conversation) =>
  conversation?.kind === "im" &&
  conversation.with === page.state.bot.id &&
  page.state.app?.home_enabled !== false;

/** What blocks need: words, values, and the way to the app. `blocks()` gives those shown now. */
export function blockContext(values, where, blocks) {
  return {
    names: names(),
    texts: page.texts,
    values,
    now,
    act: (block, element, value) =>
      post("act", {
        ...where,
        block_id: block.block_id,
        action_id: element.action_id,
        value,
        values: values.all(blocks()),
      }),
  };
}

/** The app's shortcuts of one type. */
export const shortcuts = (type) => (page.state.shortcuts || []).filter((one) => one.type === type);

export function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}

// Not under a finger, where it would bring up the keyboard.
export function toInput(place) {
  if (window.matchMedia("(hover: hover)").matches)
    document.getElementById(place).querySelector("textarea")?.focus();
}

// What the page knows and what every part of it needs: the state, the names, the way to the server.

import { say, send } from "./api.js";
import { textsFor } from "./texts.js";

export const page = {
  state: null,
  channel: null,
  thread: null,
  tab: "messages",
  messages: new Map(),
  arrived: new Map(), // what the stream brought since the messages were last asked for
  coming: false, // the messages of the conversation are on their way
  shownFrom: null, // the ts of the first message drawn; older ones wait behind a button
  newFrom: null, // the ts of the first message that was unread on arrival
  drawn: new Map(),
  drawnThread: new Map(),
  values: new Map(),
  stream: null,
  texts: textsFor("zh"),
  turn: 0, // which showing of a conversation
  becoming: 0, // which acting as somebody
  ahead: 0,
  still: null, // the moment at which a travelling clock stands
};

export async function post(path, body) {
  const result = await send(path, { as: page.state.me.id, ...body });
  if (result.ok !== false && !result.error) return result;
  say(page.texts.refused[result.error] ?? page.texts.failed + result.error);
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

/** The workspace's clock, not the browser's. */
export const now = () => page.still ?? Date.now() / 1000 + page.ahead;

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

/**
 * A function that runs `run` once for all calls of one frame: a hundred messages are one redraw.
 * A page that is not seen has no frames, so there it is a moment later.
 */
export function batched(run) {
  let waiting = false;
  const due = () => {
    if (!waiting) return;
    waiting = false;
    run();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    if (document.hidden) setTimeout(due, 100);
    else requestAnimationFrame(due);
  };
}

/** The same for what takes time: one run at a time, and one more for all calls meanwhile. */
export function oneAtATime(run) {
  let running = null;
  let again = false;
  return function called() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await run();
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}

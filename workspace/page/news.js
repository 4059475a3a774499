// What the stream tells, and what it changes on the page.

import { redrawMessages } from "./conversation.js";
import { heard } from "./host.js";
import { page } from "./stage.js";

const found = (channel) => page.state.conversations.find((one) => one.id === channel);
const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

/**
 * A function that takes one piece of news. `parts` = { clock, home, modal, cover, attended(channel),
 * app(), comeAnew(), readHere(), redrawSidebar(), reload() }.
 */
export function takerOf(parts) {
  const NEWS = {
    app: ({ connected }) => {
      page.state.connected = connected;
      parts.app();
    },
    conversations: () => parts.reload(),
    state: () => parts.reload(),
    time: (news) => parts.clock.show(news),
    unread,
    home: ({ view }) => {
      page.state.home = view;
      if (page.tab === "home") parts.home.show(view);
    },
    modal: ({ view }) => {
      page.state.modal = view;
      parts.modal.show(view);
    },
    gone: ({ channel, ts }) => {
      if (channel === page.channel && page.messages.delete(ts)) redrawMessages();
    },
    message: ({ message }) => said(message),
  };

  function preparing(news) {
    page.state.preparing = news.preparing;
    if (news.preparing) parts.cover.show(news.preparing, page.state);
    else parts.comeAnew(); // nothing need be as before
  }

  function unread({ channel, unread: count, mentions }) {
    const where = found(channel);
    if (!where) return;
    Object.assign(where, { unread: count, mentions });
    if (!count) where.read = where.latest || where.read;
    parts.redrawSidebar();
    parts.readHere();
  }

  function said(message) {
    const where = found(message.channel);
    if (where && message.ts > (where.latest || "")) where.latest = message.ts;
    if (message.channel !== page.channel) return;
    if (startsTheNew(message, where)) page.newFrom = message.ts;
    page.messages.set(message.ts, message);
    page.arrived.set(message.ts, message);
    redrawMessages();
  }

  // The first one that comes while nobody looks.
  function startsTheNew(message, where) {
    if (isReply(message) || message.user === page.state.me.id) return false;
    return !where?.unread && !parts.attended(message.channel) && !page.messages.has(message.ts);
  }

  return (news) => {
    if (news.kind === "preparing") return preparing(news);
    if (!page.state.me) return undefined; // nobody is here yet
    NEWS[news.kind]?.(news);
    if (news.kind !== "state") heard(news); // that one once the new state is here
    return undefined;
  };
}

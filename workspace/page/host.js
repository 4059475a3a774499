// What the page lends to the parts that stand beside it: the inspector, the dropping of files.

import { say } from "./api.js";
import { names, page, post } from "./stage.js";

const listeners = new Map();

/** Tells everybody who asked for news of this kind. */
export function heard(news) {
  listeners.get(news.kind)?.forEach((one) => one(news));
}

export const host = {
  me: () => page.state.me.id,
  channel: () => page.channel,
  thread: () => page.thread,
  texts: () => page.texts,
  locale: () => page.state.me.locale,
  names,
  post,
  say,
  onNews(kind, run) {
    if (!listeners.has(kind)) listeners.set(kind, new Set());
    listeners.get(kind).add(run);
  },
};

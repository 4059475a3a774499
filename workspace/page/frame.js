// The frame around the conversation: the top line, whether the app is there, the list of places.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const $ = (id) => document.getElementById(id);

/** All of it. `view` = { state, texts, channel, unread, titleOf, show(id), openDirect(id) }. */
export function drawFrame(view) {
  const { state, texts } = view;
  document.documentElement.lang = state.me.locale;
  document.title = state.team;
  $("team").textContent = state.team;
  $("menu").replaceChildren(icon("menu"));
  $("menu").setAttribute("aria-label", texts.menu);
  $("sidebar").setAttribute("aria-label", texts.menu);
  $("thread-close").replaceChildren(icon("close"));
  $("thread-close").setAttribute("aria-label", texts.close);
  $("acting-label").textContent = texts.acting;
  $("thread-title").textContent = texts.thread;
  $("thread").setAttribute("aria-label", texts.thread);
  $("channels-title").textContent = texts.channels;
  $("apps-title").textContent = texts.apps;
  $("directs-title").textContent = texts.directs;
  $("person").setAttribute("aria-label", texts.acting);
  $("person").replaceChildren(
    ...state.people.map((one) =>
      h("option", { value: one.id, selected: one.id === state.me.id }, one.real_name),
    ),
  );
  drawAppState(view);
  drawSidebar(view);
}

export function drawAppState(view) {
  const { connected, bot } = view.state;
  $("app-state").className = `app-state ${connected ? "on" : "off"}`;
  $("app-state").title = connected ? view.texts.connected : view.texts.away;
  $("app-state").replaceChildren(
    h("i"),
    h("span", {
      text: `${bot.real_name} · ` + (connected ? view.texts.connected : view.texts.away),
    }),
  );
}

export function drawSidebar(view) {
  const { conversations, people, me, bot } = view.state;
  const entry = (label, conversation, open) => {
    const current = conversation && conversation.id === view.channel;
    const unread = conversation && view.unread.has(conversation.id);
    const className = `${current ? "current" : ""} ${unread ? "unread" : ""}`.trim() || null;
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: className,
          onclick: open,
          "aria-current": current ? "page" : null,
        },
        label,
      ),
    );
  };
  const direct = (one) => {
    const found = conversations.find((c) => c.kind === "im" && c.with === one.id);
    return entry(one.real_name, found, () =>
      found ? view.show(found.id) : view.openDirect(one.id),
    );
  };
  $("channels").replaceChildren(
    ...conversations
      .filter((c) => c.kind !== "im")
      .map((c) => entry(view.titleOf(c), c, () => view.show(c.id))),
  );
  $("apps").replaceChildren(direct(bot));
  $("directs").replaceChildren(...people.filter((one) => one.id !== me.id).map(direct));
}

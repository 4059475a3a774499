// The frame around the conversation: its words, whether the app is there, as whom one acts.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { drawSidebar } from "./sidebar.js";

const $ = (id) => document.getElementById(id);

/** All of it. `view` = { state, texts, channel, titleOf, attended, show(id), openDirect(id) }. */
export function drawFrame(view) {
  const { state, texts } = view;
  document.documentElement.lang = state.me.locale;
  $("team").textContent = state.team;
  control("menu", "menu", texts.menu);
  control("thread-close", "close", texts.close);
  const labels = { sidebar: texts.menu, thread: texts.thread, person: texts.acting };
  for (const [id, label] of Object.entries(labels)) $(id).setAttribute("aria-label", label);
  const words = {
    "acting-label": texts.acting,
    "thread-title": texts.thread,
    "channels-title": texts.channels,
    "apps-title": texts.apps,
    "directs-title": texts.directs,
  };
  for (const [id, text] of Object.entries(words)) $(id).textContent = text;
  $("thread-messages").setAttribute("aria-label", texts.thread);
  $("messages").setAttribute("aria-label", texts.messages);
  drawPeople(state, texts);
  drawAppState(view);
  drawSidebar(view);
}

function control(id, mark, label) {
  if (!$(id).firstChild) $(id).append(icon(mark));
  $(id).setAttribute("aria-label", label);
  $(id).title = label;
}

export function drawAppState(view) {
  const { connected, bot } = view.state;
  const told = connected ? view.texts.connected : view.texts.away;
  $("app-state").className = `app-state ${connected ? "on" : "off"}`;
  $("app-state").title = `${bot.real_name} · ${told}`;
  $("app-state").replaceChildren(h("i"), h("span", { text: `${bot.real_name} · ${told}` }));
}

// -- as whom one acts -----------------------------------------------------------------------------

// Drawn anew only when it changed: an open list would close.
let peopleDrawn = "";

function drawPeople(state, texts) {
  const key = JSON.stringify([state.people, state.me.locale]);
  if (key !== peopleDrawn) $("person").replaceChildren(...peopleNodes(state.people, texts));
  peopleDrawn = key;
  $("person").value = state.me.id;
}

function peopleNodes(people, texts) {
  const featured = people.filter((one) => one.featured);
  const others = Map.groupBy(
    people.filter((one) => !one.featured),
    (one) => one.title || "",
  );
  const plain = !featured.length && others.size <= 1;
  if (plain) return people.map((one) => option(one, ""));
  const groups = [...others].map(([title, ones]) => group(title || texts.others, ones));
  const first = h(
    "optgroup",
    { label: texts.mainRoles },
    featured.map((one) => option(one, one.title)),
  );
  return featured.length ? [first, ...groups] : groups;
}

const group = (label, people) =>
  h(
    "optgroup",
    { label },
    people.map((one) => option(one, "")),
  );

const option = (one, title) =>
  h("option", { value: one.id }, title ? `${one.real_name} · ${title}` : one.real_name);

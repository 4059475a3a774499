// The list of places: channels, the app, direct messages, and what is unread there.

import { h, settled } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./messages.js";

const $ = (id) => document.getElementById(id);

const MOST_DIRECTS = 6; // shown without being asked for
const drawn = new Map(); // entries by name: those that did not change keep the focus
let unfolded = false;

/** Draws it. `view` as in frame.js; `view.attended(id)` says what is read as it comes. */
export function drawSidebar(view) {
  const { conversations, people, me, bot } = view.state;
  const used = new Set();
  const channels = conversations.filter((one) => one.kind !== "im");
  const draw = (one, found) => {
    const name = found ? found.id : one.id;
    used.add(name);
    return entry(name, one, found, view);
  };
  const direct = (one) =>
    draw(
      one,
      conversations.find((c) => c.kind === "im" && c.with === one.id),
    );
  settled($("channels"), channels.map((one) => draw(null, one)));
  settled($("apps"), [direct(bot)]);
  const { first, rest } = directs(people.filter((one) => one.id !== me.id), view);
  const shown = unfolded ? [...first, ...rest] : first;
  settled($("directs"), [...shown.map(direct), ...fold(rest.length, view)]);
  for (const name of drawn.keys()) if (!used.has(name) && name !== "fold") drawn.delete(name);
  drawTitle(view);
}

/** How many unread messages are for this person alone or mention him. */
function drawTitle({ state, texts, channel, titleOf, attended }) {
  const counted = state.conversations.filter((one) => !attended(one.id));
  const mentions = counted.reduce((sum, one) => sum + (one.mentions || 0), 0);
  const shown = state.conversations.find((one) => one.id === channel);
  const where = shown ? `${titleOf(shown)} · ${state.team}` : state.team;
  // On a phone the list is behind this button.
  $("menu").classList.toggle("marked", mentions > 0);
  $("menu").setAttribute("aria-label", mentions ? texts.menu + texts.unread(mentions) : texts.menu);
  document.title = mentions ? `(${mentions}) ${where}` : where;
}

// Unread ones first, then those one has talked with; the rest is a click away.
function directs(people, { state }) {
  const found = new Map(
    state.conversations.filter((one) => one.kind === "im").map((one) => [one.with, one]),
  );
  const rank = (one) => {
    const conversation = found.get(one.id);
    if (conversation?.unread) return 0;
    return conversation ? 1 : one.featured ? 2 : 3;
  };
  const ordered = people
    .map((one) => ({ one, rank: rank(one), latest: found.get(one.id)?.latest || "" }))
    .sort((a, b) => a.rank - b.rank || (a.latest < b.latest) - (a.latest > b.latest));
  const talked = ordered.filter((it) => it.rank < 2).length;
  const fits = people.length <= MOST_DIRECTS + 2; // no fold for one or two
  const count = fits ? people.length : Math.max(talked, Math.min(MOST_DIRECTS, people.length));
  return {
    first: ordered.slice(0, count).map((it) => it.one),
    rest: ordered.slice(count).map((it) => it.one),
  };
}

function fold(count, view) {
  if (!count) return [];
  const key = `${count} ${unfolded} ${view.state.me.locale}`;
  const toggle = () => {
    unfolded = !unfolded;
    drawSidebar(view);
    drawn.get("fold").node.querySelector("button").focus();
  };
  return [
    reused("fold", key, () =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "fold", "aria-expanded": String(unfolded), onclick: toggle },
          icon(unfolded ? "up" : "down"),
          unfolded ? view.texts.fewer : view.texts.morePeople(count),
        ),
      ),
    ),
  ];
}

function reused(name, key, draw) {
  if (drawn.get(name)?.key !== key) drawn.set(name, { key, node: draw() });
  return drawn.get(name).node;
}

function entry(name, person, conversation, view) {
  const current = conversation?.id === view.channel;
  const read = !conversation || view.attended(conversation.id);
  const unread = read ? 0 : conversation.unread || 0;
  const mentions = read ? 0 : conversation.mentions || 0;
  const label = person ? person.real_name : conversation.name;
  const known = conversation?.id;
  const open = () => (known ? view.show(known) : view.openDirect(person.id));
  const className = `${current ? "current" : ""} ${unread ? "unread" : ""}`.trim() || null;
  const key = JSON.stringify([label, current, unread, mentions, view.state.me]);
  return reused(name, key, () =>
    h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: className,
          "aria-current": current ? "page" : null,
          onclick: open,
        },
        person ? avatar(person) : h("span", { class: "hash", text: "# " }),
        h("span", { class: "place", text: label }),
        unread ? badge(mentions, unread, view.texts) : null,
      ),
    ),
  );
}

function badge(mentions, unread, texts) {
  const spoken = h("span", { class: "unseen", text: texts.unread(unread) });
  if (!mentions) return spoken;
  const count = h("span", { class: "count", "aria-hidden": "true" }, String(Math.min(mentions, 99)));
  return h("span", { class: "count-holder" }, count, spoken);
}

// The page: which person, which conversation, what is open; live updates; actions.

import { get, hush, say, send } from "./api.js";
import { clockOf } from "./clockbar.js";
import {
  closeThread,
  drawComposer,
  drawMessages,
  fillComposer,
  holdMessages,
  newestHere,
  redrawMessages,
  toNewest,
} from "./conversation.js";
import { drawAppState, drawFrame } from "./frame.js";
import { homeOf } from "./home.js";
import { heard, host } from "./host.js";
import { mountDrop } from "./drop.js";
import { mountInspector } from "./inspector.js";
import { closeSidebar, wire } from "./keys.js";
import { avatar } from "./messages.js";
import { modalOf } from "./modal.js";
import { takerOf } from "./news.js";
import { optionsOf } from "./options.js";
import { preferred, preparingOf } from "./preparing.js";
import { keepRoom } from "./room.js";
import { drawSidebar } from "./sidebar.js";
import {
  batched,
  blockContext,
  conversationShown,
  hasHome,
  names,
  now,
  oneAtATime,
  page,
  post,
  titleOf,
  toInput,
} from "./stage.js";
import { listen } from "./stream.js";
import { drawTabs } from "./tabs.js";
import { textsFor } from "./texts.js";
import { tourOf } from "./tour.js";

const EMPTY_MS = 500; // between two looks at a workspace that nobody is in yet
const $ = (id) => document.getElementById(id);
const texts = () => page.texts;

/** What the frame around the conversation shows. */
const frame = () => ({
  state: page.state,
  texts: page.texts,
  channel: page.channel,
  attended,
  titleOf,
  show,
  openDirect,
});

// What is said there is read as it comes.
const attended = (channel) =>
  channel === page.channel && page.tab === "messages" && !document.hidden;

const redrawSidebar = batched(() => drawSidebar(frame()));

// -- the parts around the conversation ------------------------------------------------------------

const clock = clockOf($("clock"), {
  texts,
  names,
  now,
  post,
  say,
  set: (moment, stands) => {
    page.ahead = moment - Date.now() / 1000;
    page.still = stands ? moment : null;
  },
  day: redrawMessages,
  arrived: () => page.tab === "home" && post("home", {}), // what the app put there is as old as it was
});
const tour = tourOf($("tour"), {
  texts,
  go: goTo,
  done: (done) => post("tour", { done }),
});
const cover = preparingOf($("preparing"), { texts, send, chosen: comeAnew });
const options = optionsOf($("options"), {
  texts,
  locale: () => page.state.me.locale,
  speak: (locale) => post("locale", { locale }).then(() => reload()),
  tour: () => (tour.known() ? tour.again : null),
  inspect: () => inspector?.open || null,
});
let inspector = null; // from the first state on
const home = homeOf($("home"), { texts, context: blockContext });
const modal = modalOf($("modal"), {
  texts,
  context: blockContext,
  avatar: () => avatar(page.state.bot),
  submit: (view, values) => send("submit", { as: page.state.me.id, view: view.id, values }),
  close: (view, clear) => post("close", { view: view.id, clear }),
  sync: syncModal,
  left: () => {
    if (document.activeElement !== document.body) return;
    if (page.tab === "home") $("home").focus();
    else toInput(page.thread ? "thread-composer" : "composer");
  },
});

// News may be late or lost; the state is what holds. News that came meanwhile are newer.
async function syncModal() {
  const { turn } = modal;
  const me = page.state.me.id;
  const state = await get("state", { as: me });
  if (turn === modal.turn && me === page.state.me.id) modal.show(state.modal || null);
}

// -- going somewhere ------------------------------------------------------------------------------

async function openTab(name) {
  page.tab = name;
  const focused = $("tabs").contains(document.activeElement);
  drawTabs(openTab);
  if (focused) $(`tab-${name}`).focus();
  remember();
  if (name === "messages") {
    toNewest();
    return void readHere();
  }
  closeThread();
  home.show(page.state.home || null);
  await post("home", {});
}

async function show(channel, tab = "messages") {
  const turn = ++page.turn;
  page.channel = channel;
  page.tab = "messages";
  closeThread();
  closeSidebar();
  drawSidebar(frame());
  page.arrived.clear();
  page.coming = true;
  const { messages } = await get("messages", { as: page.state.me.id, channel });
  if (turn !== page.turn) return; // somebody clicked on while this was under way
  page.coming = false;
  holdMessages(messages || []);
  page.tab = tab === "home" && hasHome(conversationShown()) ? "home" : "messages";
  drawConversation();
  toNewest();
  remember();
  readHere();
  if (page.tab === "home") await openTab("home");
}

function drawConversation() {
  const conversation = conversationShown();
  if (!conversation) return;
  $("title").textContent = titleOf(conversation);
  $("topic").textContent =
    conversation.topic ||
    (conversation.kind === "im" ? "" : page.texts.members(conversation.member_count));
  drawTabs(openTab);
  drawMessages();
  drawComposer("composer", page.texts.write(titleOf(conversation)));
}

async function openDirect(other) {
  const found = await post("open", { with: other });
  if (!found) return;
  await loadState(page.state.me.id);
  await show(found.conversation.id);
}

/** Where a step of the tour leads: as whom, which place, which words. Nothing is sent. */
async function goTo(current) {
  const step = current();
  const me = page.state.me.id;
  if (step.person && step.person !== me) await become(step.person, step.channel, step.tab);
  else if (step.channel && step.channel !== page.channel) await show(step.channel, step.tab);
  else if (hasHome(conversationShown()) && step.tab !== page.tab) await openTab(step.tab);
  else closeThread();
  const { types } = current(); // in the language of whom one is now
  if (!types) return;
  fillComposer("composer", types);
  toInput("composer");
}

function remember() {
  const place = new URLSearchParams({ as: page.state.me.id, channel: page.channel });
  if (page.tab === "home") place.set("tab", "home");
  history.replaceState(null, "", `#${place}`);
}

// Tells the server that what is here was seen, once for all that came meanwhile.
const readHere = oneAtATime(async () => {
  const conversation = conversationShown();
  if (!conversation?.unread || page.coming || !attended(page.channel)) return;
  conversation.unread = conversation.mentions = 0;
  conversation.read = newestHere();
  await send("read", { as: page.state.me.id, channel: conversation.id });
});

// -- the state ------------------------------------------------------------------------------------

const spoken = () => (cover.locale() ? { locale: cover.locale() } : {});

/** Fetches and draws the frame. False when somebody else is acted as meanwhile. */
async function loadState(person = page.state?.me?.id) {
  const turn = page.becoming;
  const state = await get("state", person ? { as: person, ...spoken() } : spoken());
  if (turn !== page.becoming || state.error) return false;
  page.state = state;
  uncover();
  if (!state.me) return false; // nobody is here yet
  drawFrame(frame());
  options.draw();
  clock.show(state.time || { now: state.now, movable: false, travelling: false, until: null });
  tour.show(state.tour, state.tour_done);
  if (!inspector) mountDrop($("main"), host);
  inspector ||= mountInspector($("inspector-button"), host);
  heard({ kind: "state" });
  return true;
}

/** The state again, and what is drawn with it. The conversation only where its words changed. */
const reload = oneAtATime(async () => {
  const before = page.state.me;
  if (page.state.preparing || !(await loadState())) return; // all of it comes anew when it is ready
  const { me } = page.state;
  if (before.id !== me.id) return void (await become(me.id));
  if (before.locale === me.locale && before.tz === me.tz) return;
  page.drawn.clear();
  drawConversation();
  home.forget();
  if (page.tab !== "home") return;
  home.show(page.state.home || null);
  await post("home", {}); // the app writes it anew, in the other language
});

function uncover() {
  const { state } = page;
  page.texts = textsFor((state.preparing && cover.locale()) || state.me?.locale || preferred());
  cover.show(state.preparing || null, state);
}

/** Acts as somebody. `anew`: the people may be others than those known. */
async function become(person, channel, tab, anew = false) {
  page.becoming += 1;
  const turn = page.becoming;
  page.stream?.close();
  home.forget();
  modal.forget();
  const me = await whoIsHere(person, anew);
  if (turn !== page.becoming) return;
  // First the news, then the state: nothing falls between them. While preparing, people come and go.
  const as = page.state.preparing ? "" : me;
  await follow(as);
  if (turn !== page.becoming || !(await loadState(as))) return;
  const { conversations: mine, bot } = page.state;
  const app = tab === "home" && mine.find((one) => one.with === bot.id);
  const wanted = mine.find((one) => one.id === channel) || app || mine[0];
  if (page.state.preparing) return; // who is here and where may still change
  if (wanted) await show(wanted.id, tab);
  modal.show(page.state.modal || null);
}

function comeAnew() {
  return become(page.state.me?.id, page.channel, page.tab, true);
}

/** That person, or the first one when a link names somebody who is not here; none when nobody is. */
async function whoIsHere(person, anew) {
  const known = (state) => state?.people?.some((one) => one.id === person);
  if (!anew && known(page.state)) return person;
  const state = await get("state", spoken());
  if (!page.state || !state.me || state.preparing) {
    page.state = state;
    uncover();
  }
  return known(state) ? person : state.me?.id;
}

/** Listens to what changes for that person ("" for all); done when the server knows of it. */
function follow(person) {
  page.stream?.close();
  const current = () => page.stream === stream;
  const { stream, opened } = listen(
    { ...(person && { as: person }), ...spoken() },
    {
      take: (news) => current() && (!person || page.state.me.id === person) && take(news),
      lost: (gone) => {
        if (!current()) return;
        say(page.texts.lost);
        if (gone) setTimeout(comeAnew, EMPTY_MS);
      },
      back: async () => {
        if (!current()) return;
        hush(); // what was said meanwhile has to be fetched
        await loadState();
        await refresh();
      },
    },
  );
  page.stream = stream;
  return opened;
}

async function refresh() {
  const { channel } = page;
  page.arrived.clear();
  const { messages } = await get("messages", { as: page.state.me.id, channel });
  if (channel !== page.channel) return;
  holdMessages(messages || [], { again: true });
  drawMessages();
  if (page.tab === "home") home.show(page.state.home || null);
  modal.show(page.state.modal || null);
}

// -- news -----------------------------------------------------------------------------------------

const take = takerOf({
  clock,
  home,
  modal,
  attended,
  comeAnew,
  cover,
  readHere,
  redrawSidebar,
  reload,
  app: () => drawAppState(frame()),
});

document.addEventListener("visibilitychange", () => {
  redrawSidebar();
  readHere();
});
keepRoom();
wire({ become: (person) => become(person, page.channel, page.tab), openTab });
const place = new URLSearchParams(location.hash.slice(1));
become(place.get("as"), place.get("channel"), place.get("tab"));

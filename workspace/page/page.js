// The page: which person, which conversation, what is open; live updates; actions.

import { get, hush, say, send } from "./api.js";
import { composer } from "./composer.js";
import { h, settled } from "./dom.js";
import { drawAppState, drawFrame, drawSidebar } from "./frame.js";
import { homeOf } from "./home.js";
import { icon } from "./icons.js";
import { avatar, messageList } from "./messages.js";
import { modalOf } from "./modal.js";
import {
  blockContext,
  conversationShown,
  hasHome,
  names,
  page,
  post,
  shortcuts,
  titleOf,
  toEnd,
  toInput,
} from "./stage.js";
import { textsFor } from "./texts.js";
import { Values } from "./values.js";

const $ = (id) => document.getElementById(id);

/** What the frame around the conversation shows. */
function frame() {
  return {
    state: page.state,
    texts: page.texts,
    channel: page.channel,
    unread: page.unread,
    titleOf,
    show,
    openDirect,
  };
}

// -- drawing --------------------------------------------------------------------------------------

function context() {
  return {
    names: names(),
    texts: page.texts,
    of: ofMessage,
    open: (message) => openThread(message.thread_ts || message.ts),
    replies: (message) => repliesOf(message.ts),
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

const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;
const inOrder = (messages) => [...messages].sort((a, b) => (a.ts < b.ts ? -1 : 1));
const repliesOf = (ts) =>
  inOrder(page.messages.values()).filter(
    (one) => isReply(one) && one.thread_ts === ts && !one.ephemeral,
  );

function drawMessages() {
  const top = inOrder(page.messages.values()).filter((one) => !isReply(one));
  into($("messages"), messageList(top, context(), page.drawn));
  if (page.thread) drawThread();
}

function drawThread() {
  const thread = inOrder(page.messages.values()).filter(
    (one) => one.ts === page.thread || one.thread_ts === page.thread,
  );
  into($("thread-messages"), messageList(thread, context(), page.drawnThread, { inThread: true }));
}

// Who reads at the bottom stays there; who has scrolled up is not moved.
function into(list, nodes) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const top = list.scrollTop;
  settled(list, nodes);
  list.scrollTop = atEnd ? list.scrollHeight : top;
}

function drawComposer(place, placeholder, threadTs) {
  const offered = shortcuts("global");
  const run = (one) => post("shortcut", { callback_id: one.callback_id });
  $(place).replaceChildren(
    composer({
      placeholder,
      sendLabel: page.texts.send,
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
}

// -- Home and modals ------------------------------------------------------------------------------

const home = homeOf($("home"), { texts: () => page.texts, context: blockContext });
const modal = modalOf($("modal"), {
  texts: () => page.texts,
  context: blockContext,
  avatar: () => avatar(page.state.bot),
  submit: (view, values) => send("submit", { as: page.state.me.id, view: view.id, values }),
  close: (view, clear) => post("close", { view: view.id, clear }),
  sync: syncModal,
  left: () => document.activeElement === document.body && toInput("composer"),
});

// News may be late or lost; the state is what holds. News that came meanwhile are newer.
async function syncModal() {
  const { turn } = modal;
  const me = page.state.me.id;
  const state = await get("state", { as: me });
  if (turn === modal.turn && me === page.state.me.id) modal.show(state.modal || null);
}

function drawTabs() {
  const shown = hasHome(conversationShown());
  const tab = (name) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${name}`,
        "aria-selected": String(page.tab === name),
        tabindex: page.tab === name ? "0" : "-1",
        "aria-controls": name,
        onclick: () => openTab(name),
      },
      page.texts[name],
    );
  $("tabs").hidden = !shown;
  $("tabs").setAttribute("aria-label", page.texts.tabs);
  $("tabs").replaceChildren(...(shown ? [tab("home"), tab("messages")] : []));
  $("home").setAttribute("aria-label", page.texts.home);
  $("home").hidden = page.tab !== "home";
  $("messages").hidden = $("composer").hidden = page.tab === "home";
}

async function openTab(name) {
  page.tab = name;
  const focused = $("tabs").contains(document.activeElement);
  drawTabs();
  if (focused) $(`tab-${name}`).focus();
  remember();
  if (name === "messages") return void toEnd($("messages"));
  closeThread();
  home.show(page.state.home || null);
  await post("home", {});
}

// -- going somewhere ------------------------------------------------------------------------------

async function show(channel, tab = "messages") {
  const turn = ++page.turn;
  page.channel = channel;
  page.unread.delete(channel);
  closeThread();
  const conversation = conversationShown();
  const { messages } = await get("messages", { as: page.state.me.id, channel });
  if (turn !== page.turn) return; // somebody clicked on while this was under way
  page.messages = new Map(messages.map((one) => [one.ts, one]));
  page.drawn.clear();
  page.values.clear();
  page.tab = tab === "home" && hasHome(conversation) ? "home" : "messages";
  $("title").textContent = titleOf(conversation);
  $("topic").textContent =
    conversation.topic ||
    (conversation.kind === "im" ? "" : page.texts.members(conversation.member_count));
  drawSidebar(frame());
  drawTabs();
  drawMessages();
  toEnd($("messages"));
  drawComposer("composer", page.texts.write(titleOf(conversation)));
  closeSidebar();
  remember();
  if (page.tab === "home") await openTab("home");
}

async function openDirect(other) {
  const found = await post("open", { with: other });
  if (!found) return;
  await loadState(page.state.me.id);
  await show(found.conversation.id);
}

function openThread(ts) {
  page.thread = ts;
  page.drawnThread.clear();
  $("thread").hidden = false;
  document.body.classList.add("with-thread");
  drawThread();
  toEnd($("thread-messages"));
  drawComposer("thread-composer", page.texts.writeReply, ts);
  toInput("thread-composer");
}

function closeThread() {
  page.thread = null;
  $("thread").hidden = true;
  document.body.classList.remove("with-thread");
}

function closeSidebar() {
  document.body.classList.remove("with-sidebar");
  $("shade").hidden = true;
  $("menu").setAttribute("aria-expanded", "false");
}

function remember() {
  const place = new URLSearchParams({ as: page.state.me.id, channel: page.channel });
  if (page.tab === "home") place.set("tab", "home");
  history.replaceState(null, "", `#${place}`);
}

// -- state and news -------------------------------------------------------------------------------

async function loadState(person) {
  page.state = await get("state", person ? { as: person } : {});
  page.texts = textsFor(page.state.me.locale);
  page.ahead = page.state.now ? page.state.now - Date.now() / 1000 : 0;
  drawFrame(frame());
}

async function become(person, channel, tab) {
  page.stream?.close();
  page.unread.clear();
  home.forget();
  modal.forget();
  await loadState(person);
  const mine = page.state.conversations;
  const wanted = mine.find((one) => one.id === channel) || mine[0];
  follow();
  await show(wanted.id, tab);
  modal.show(page.state.modal || null);
}

function follow() {
  const stream = new EventSource(`/_/stream?${new URLSearchParams({ as: page.state.me.id })}`);
  let lost = false;
  page.stream = stream;
  stream.onmessage = (event) => page.stream === stream && take(JSON.parse(event.data));
  stream.onerror = () => {
    lost = true;
    say(page.texts.lost);
  };
  stream.onopen = async () => {
    if (!lost) return;
    lost = false; // what was said meanwhile has to be fetched
    hush();
    await loadState(page.state.me.id);
    await refresh();
  };
}

async function refresh() {
  const query = { as: page.state.me.id, channel: page.channel };
  const { messages } = await get("messages", query);
  page.messages = new Map((messages || []).map((one) => [one.ts, one]));
  drawMessages();
  if (page.tab === "home") home.show(page.state.home || null);
  modal.show(page.state.modal || null);
}

const NEWS = {
  app: (news) => {
    page.state.connected = news.connected;
    drawAppState(frame());
  },
  conversations: () => loadState(page.state.me.id),
  home: (news) => {
    page.state.home = news.view;
    if (page.tab === "home") home.show(news.view);
  },
  modal: (news) => {
    page.state.modal = news.view;
    modal.show(news.view);
  },
  gone: (news) => {
    if (news.channel === page.channel && page.messages.delete(news.ts)) drawMessages();
  },
  message: (news) => {
    if (news.message.channel === page.channel) {
      page.messages.set(news.message.ts, news.message);
      drawMessages();
    } else {
      page.unread.add(news.message.channel);
      drawSidebar(frame());
    }
  },
};

const take = (news) => NEWS[news.kind]?.(news);

$("person").addEventListener("change", (event) =>
  become(event.target.value, page.channel, page.tab),
);
$("thread-close").addEventListener("click", closeThread);
$("shade").addEventListener("click", closeSidebar);
$("menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("with-sidebar");
  $("shade").hidden = !open;
  $("menu").setAttribute("aria-expanded", String(open));
});
$("tabs").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  openTab(page.tab === "home" ? "messages" : "home");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) closeSidebar();
});

const place = new URLSearchParams(location.hash.slice(1));
become(place.get("as"), place.get("channel"), place.get("tab"));

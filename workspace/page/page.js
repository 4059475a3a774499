// The page: which person, which conversation, what is open; live updates; actions.

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { messageList } from "./messages.js";
import { textsFor } from "./texts.js";

const $ = (id) => document.getElementById(id);
const page = { state: null, channel: null, thread: null, messages: new Map(), unread: new Set(),
  drawn: new Map(), drawnThread: new Map(), stream: null, texts: textsFor("zh"), turn: 0 };

// -- talking to the server ------------------------------------------------------------------------

async function get(path, query) {
  const answer = await fetch(`/_/${path}?${new URLSearchParams(query)}`);
  return answer.json();
}

async function post(path, body) {
  try {
    const answer = await fetch(`/_/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ as: page.state.me.id, ...body }),
    });
    const result = await answer.json();
    if (answer.ok) return result;
    failed(page.texts.failed + result.error);
  } catch (error) {
    failed(page.texts.failed + error.message);
  }
  return null;
}

let failedTimer = 0;
function failed(text) {
  $("failed").textContent = text;
  $("failed").hidden = false;
  clearTimeout(failedTimer);
  failedTimer = setTimeout(() => ($("failed").hidden = true), 6000);
}

// -- names ----------------------------------------------------------------------------------------

function names() {
  const { me, members, conversations } = page.state;
  const member = (id) => members.find((one) => one.id === id)
    || { id, real_name: id, name: id, is_bot: false };
  return {
    locale: me.locale,
    tz: me.tz,
    member,
    user: (id, label) => members.find((one) => one.id === id)?.real_name || label || id,
    channel: (id) => conversations.find((one) => one.id === id)?.name || id,
  };
}

function titleOf(conversation) {
  if (conversation.kind !== "im") return `# ${conversation.name}`;
  return names().member(conversation.with).real_name;
}

// -- drawing --------------------------------------------------------------------------------------

function drawFrame() {
  const { state, texts } = page;
  document.documentElement.lang = state.me.locale;
  document.title = state.team;
  $("team").textContent = state.team;
  $("menu").setAttribute("aria-label", texts.menu);
  $("thread-close").setAttribute("aria-label", texts.close);
  $("acting-label").textContent = texts.acting;
  $("thread-title").textContent = texts.thread;
  $("channels-title").textContent = texts.channels;
  $("apps-title").textContent = texts.apps;
  $("directs-title").textContent = texts.directs;
  $("person").replaceChildren(...state.people.map((one) =>
    h("option", { value: one.id, selected: one.id === state.me.id }, one.real_name)));
  drawAppState();
  drawSidebar();
}

function drawAppState() {
  const { connected, bot } = page.state;
  $("app-state").className = `app-state ${connected ? "on" : "off"}`;
  $("app-state").title = connected ? page.texts.connected : page.texts.away;
  $("app-state").replaceChildren(h("i"), h("span", { text: `${bot.real_name} · ` +
    (connected ? page.texts.connected : page.texts.away) }));
}

function drawSidebar() {
  const { conversations, people, me, bot } = page.state;
  const entry = (label, conversation, open) => {
    const current = conversation && conversation.id === page.channel;
    const unread = conversation && page.unread.has(conversation.id);
    const className = `${current ? "current" : ""} ${unread ? "unread" : ""}`.trim() || null;
    return h("li", {}, h("button", { type: "button", class: className, onclick: open,
      "aria-current": current ? "page" : null }, label));
  };
  const direct = (one) => {
    const found = conversations.find((c) => c.kind === "im" && c.with === one.id);
    return entry(one.real_name, found, () => (found ? show(found.id) : openDirect(one.id)));
  };
  $("channels").replaceChildren(...conversations.filter((c) => c.kind !== "im")
    .map((c) => entry(titleOf(c), c, () => show(c.id))));
  $("apps").replaceChildren(direct(bot));
  $("directs").replaceChildren(...people.filter((one) => one.id !== me.id).map(direct));
}

function context() {
  return {
    names: names(),
    texts: page.texts,
    open: (message) => openThread(message.ts),
    replies: (message) => repliesOf(message.ts),
    click: (message, block, element) => post("click", { channel: message.channel, ts: message.ts,
      block_id: block.block_id, action_id: element.action_id }),
  };
}

const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;
const inOrder = (messages) => [...messages].sort((a, b) => (a.ts < b.ts ? -1 : 1));
const repliesOf = (ts) => inOrder(page.messages.values())
  .filter((one) => isReply(one) && one.thread_ts === ts && !one.ephemeral);

function drawMessages() {
  const top = inOrder(page.messages.values()).filter((one) => !isReply(one));
  into($("messages"), messageList(top, context(), page.drawn));
  if (page.thread) drawThread();
}

function drawThread() {
  const thread = inOrder(page.messages.values())
    .filter((one) => one.ts === page.thread || one.thread_ts === page.thread);
  into($("thread-messages"), messageList(thread, context(), page.drawnThread, { inThread: true }));
}

// Who reads at the bottom stays there; who has scrolled up is not moved.
function into(list, nodes) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const top = list.scrollTop;
  list.replaceChildren(...nodes);
  list.scrollTop = atEnd ? list.scrollHeight : top;
}

function drawComposer(place, placeholder, threadTs) {
  $(place).replaceChildren(composer({
    placeholder,
    sendLabel: page.texts.send,
    commands: threadTs ? [] : page.state.commands, // Slack refuses commands in threads
    send: (text) => post("type", { channel: page.channel, text, thread_ts: threadTs }),
  }));
}

// -- going somewhere ------------------------------------------------------------------------------

async function show(channel) {
  const turn = ++page.turn;
  page.channel = channel;
  page.unread.delete(channel);
  closeThread();
  const conversation = page.state.conversations.find((one) => one.id === channel);
  const { messages } = await get("messages", { as: page.state.me.id, channel });
  if (turn !== page.turn) return; // somebody clicked on while this was under way
  page.messages = new Map(messages.map((one) => [one.ts, one]));
  page.drawn.clear();
  $("title").textContent = titleOf(conversation);
  $("topic").textContent = conversation.topic
    || (conversation.kind === "im" ? "" : page.texts.members(conversation.member_count));
  drawSidebar();
  drawMessages();
  $("messages").scrollTop = $("messages").scrollHeight;
  drawComposer("composer", page.texts.write(titleOf(conversation)));
  closeSidebar();
  remember();
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
  $("thread-messages").scrollTop = $("thread-messages").scrollHeight;
  drawComposer("thread-composer", page.texts.writeReply, ts);
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
  history.replaceState(null, "", `#${place}`);
}

// -- state and news -------------------------------------------------------------------------------

async function loadState(person) {
  page.state = await get("state", person ? { as: person } : {});
  page.texts = textsFor(page.state.me.locale);
  drawFrame();
}

async function become(person, channel) {
  page.stream?.close();
  page.unread.clear();
  await loadState(person);
  const mine = page.state.conversations;
  const wanted = mine.find((one) => one.id === channel) || mine[0];
  follow();
  await show(wanted.id);
}

function follow() {
  const stream = new EventSource(`/_/stream?${new URLSearchParams({ as: page.state.me.id })}`);
  let lost = false;
  page.stream = stream;
  stream.onmessage = (event) => page.stream === stream && take(JSON.parse(event.data));
  stream.onerror = () => { lost = true; failed(page.texts.lost); };
  stream.onopen = async () => {
    if (!lost) return;
    lost = false; // what was said meanwhile has to be fetched
    $("failed").hidden = true;
    await loadState(page.state.me.id);
    await refresh();
  };
}

async function refresh() {
  const query = { as: page.state.me.id, channel: page.channel };
  const { messages } = await get("messages", query);
  page.messages = new Map((messages || []).map((one) => [one.ts, one]));
  drawMessages();
}

function take(news) {
  if (news.kind === "app") {
    page.state.connected = news.connected;
    drawAppState();
  } else if (news.kind === "conversations") {
    loadState(page.state.me.id);
  } else if (news.kind === "gone") {
    if (news.channel === page.channel && page.messages.delete(news.ts)) drawMessages();
  } else if (news.message.channel === page.channel) {
    page.messages.set(news.message.ts, news.message);
    drawMessages();
  } else {
    page.unread.add(news.message.channel);
    drawSidebar();
  }
}

$("person").addEventListener("change", (event) => become(event.target.value, page.channel));
$("thread-close").addEventListener("click", closeThread);
$("shade").addEventListener("click", closeSidebar);
$("menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("with-sidebar");
  $("shade").hidden = !open;
  $("menu").setAttribute("aria-expanded", String(open));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) closeSidebar();
});

const place = new URLSearchParams(location.hash.slice(1));
become(place.get("as"), place.get("channel"));

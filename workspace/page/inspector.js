// The inspector: what passes between the app and the workspace, the newest first.

import { get, send } from "./api.js";
import { h, settled } from "./dom.js";
import { detailOf } from "./inspector_detail.js";
import { inspectorTexts } from "./inspector_texts.js";
import { icon } from "./icons.js";

const MOST = 500; // the server keeps no more
const TYPED_MS = 200;
const PHONE = window.matchMedia("(max-width: 720px)");
const KINDS = ["all", "request", "envelope", "response_url", "problems"];

const isTrouble = (entry) => !["ok", "waiting"].includes(entry.status) || entry.findings > 0;

/**
 * The inspector behind `button`. `host` = { locale(), names(), say(text), onNews(kind, run) }.
 * Gives { open(), close(), draw() }; `draw` puts everything into the language that holds now.
 */
export function mountInspector(button, host) {
  const known = new Map(); // entries by id, in the order they came
  const rows = new Map(); // what is drawn: { rev, node, detail }
  const filter = { kind: "all", text: "" };
  const texts = () => inspectorTexts(host.locale());
  let rev = 0;
  let fetching = null;
  let again = false;
  let typing = 0;

  const title = h("h2", { id: "inspector-title" });
  const about = h("p", { class: "quiet inspector-about" });
  const clear = h("button", { type: "button", class: "button inspector-clear", onclick: wipe });
  const leave = h(
    "button",
    { type: "button", class: "icon-button", onclick: close },
    icon("close"),
  );
  const search = h("input", { type: "search", class: "input", oninput: typed });
  const kinds = h("div", { class: "inspector-kinds", role: "group" });
  const list = h("ul", { class: "inspector-list", tabindex: "0" });
  const none = h("p", { class: "quiet inspector-none", role: "status" });
  const panel = h(
    "aside",
    { id: "inspector", class: "inspector", "aria-labelledby": "inspector-title", hidden: true },
    h("div", { class: "inspector-head" }, h("div", {}, title, about), clear, leave),
    h("div", { class: "inspector-filter" }, kinds, search),
    none,
    list,
  );
  document.body.append(panel);
  button.hidden = false;
  if (!button.firstChild) button.append(icon("inspect"));
  button.setAttribute("aria-controls", "inspector");
  button.addEventListener("click", () => (panel.hidden ? open() : close()));
  panel.addEventListener("keydown", keyed);
  PHONE.addEventListener("change", () => cover(!panel.hidden));
  host.onNews("inspected", () => panel.hidden || load());
  host.onNews("state", () => draw());
  draw();

  // -- opening ------------------------------------------------------------------------------------

  function open() {
    panel.hidden = false;
    document.body.classList.add("with-inspector");
    cover(true);
    draw();
    (PHONE.matches ? leave : search).focus();
    return load();
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("with-inspector");
    cover(false);
    draw();
    // On a phone it was opened from the menu beside the button.
    (button.checkVisibility() ? button : button.parentNode.querySelector("#options button"))?.focus();
  }

  // On a phone it lies over everything: what is below is out of reach meanwhile.
  function cover(covered) {
    for (const one of document.body.children)
      if (one !== panel && !["SCRIPT", "DIALOG"].includes(one.tagName) && !one.popover)
        one.inert = covered && PHONE.matches;
  }

  function keyed(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (search.value && event.target === search) return;
      close();
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const heads = [...list.querySelectorAll(".inspector-row > button")];
    const at = heads.indexOf(document.activeElement);
    if (at < 0 && event.target !== search && event.target !== list) return;
    event.preventDefault();
    heads[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }

  // -- what is there ------------------------------------------------------------------------------

  // One question at a time, and one more for whatever happened meanwhile.
  function load() {
    if (fetching) {
      again = true;
      return fetching;
    }
    fetching = (async () => {
      do {
        again = false;
        await fetchNew();
      } while (again);
      fetching = null;
    })();
    return fetching;
  }

  async function fetchNew() {
    const { text } = filter;
    const answer = await get("inspect", { brief: 1, since: rev, ...(text ? { text } : {}) });
    if (text !== filter.text) return;
    if (answer.rev < rev) return void forget(); // the workspace was started anew
    rev = answer.rev;
    for (const entry of answer.entries) known.set(entry.id, entry);
    while (known.size > MOST) known.delete(known.keys().next().value);
    drawList();
  }

  function forget() {
    known.clear();
    rows.clear();
    rev = 0;
    again = true;
  }

  async function wipe() {
    await send("inspect/clear", {});
    forget();
    drawList();
    await load();
  }

  function typed() {
    clearTimeout(typing);
    typing = setTimeout(() => {
      filter.text = search.value.trim();
      forget();
      load();
    }, TYPED_MS);
  }

  // -- drawing ------------------------------------------------------------------------------------

  function draw() {
    const words = texts();
    const label = panel.hidden ? words.open : words.close;
    button.setAttribute("aria-label", label);
    button.title = label;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    title.textContent = words.title;
    about.textContent = words.about;
    clear.textContent = words.clear;
    leave.setAttribute("aria-label", words.close);
    leave.title = words.close;
    search.placeholder = words.filter;
    search.setAttribute("aria-label", words.filter);
    list.setAttribute("aria-label", words.about);
    kinds.setAttribute("aria-label", words.kinds);
    drawKinds(words);
    if (panel.lang !== host.locale()) rows.clear();
    panel.lang = host.locale();
    drawList();
  }

  function drawKinds(words) {
    const held = kinds.contains(document.activeElement);
    const choose = (kind) => {
      filter.kind = kind;
      drawKinds(texts());
      drawList();
      list.scrollTop = 0;
    };
    kinds.replaceChildren(
      ...KINDS.map((kind) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(filter.kind === kind),
            onclick: () => choose(kind),
          },
          words[kind],
        ),
      ),
    );
    if (held) kinds.querySelector('[aria-pressed="true"]').focus();
  }

  const isWanted = (entry) =>
    filter.kind === "all" ||
    (filter.kind === "problems" ? isTrouble(entry) : entry.kind === filter.kind);

  function drawList() {
    const shown = [...known.values()].filter(isWanted).sort((a, b) => b.id - a.id);
    none.textContent = known.size || filter.text ? texts().noMatch : texts().empty;
    none.hidden = shown.length > 0;
    for (const id of rows.keys()) if (!known.has(id)) rows.delete(id);
    keepingPlace(() => settled(list, shown.map(rowOf)));
  }

  // Who has scrolled, or reads an opened entry, is not moved by what comes in above.
  function keepingPlace(change) {
    const top = list.getBoundingClientRect().top;
    const reading = list.scrollTop > 0 || list.querySelector('[aria-expanded="true"]');
    const anchor = [...list.children].find((one) => one.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (reading && anchor?.isConnected)
      list.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  function rowOf(entry) {
    const drawn = rows.get(entry.id);
    if (drawn?.rev === entry.rev) return drawn.node;
    if (drawn) return redrawn(drawn, entry);
    const head = h("button", { type: "button", "aria-expanded": "false" });
    const detail = h("div", { class: "inspector-detail", hidden: true });
    const node = h("li", { class: "inspector-row", "data-id": entry.id }, head, detail);
    const made = { rev: entry.rev, node, head, detail };
    rows.set(entry.id, made);
    head.addEventListener("click", () => toggle(made, entry.id));
    head.replaceChildren(...headOf(entry, texts(), host.names()));
    return node;
  }

  function redrawn(drawn, entry) {
    drawn.rev = entry.rev;
    drawn.head.replaceChildren(...headOf(entry, texts(), host.names()));
    if (!drawn.detail.hidden) fill(drawn, entry.id);
    return drawn.node;
  }

  async function toggle(row, id) {
    const opens = row.detail.hidden;
    row.head.setAttribute("aria-expanded", String(opens));
    if (opens) await fill(row, id);
    row.detail.hidden = !opens;
  }

  async function fill(row, id) {
    const { entries } = await get("inspect", { id });
    row.detail.replaceChildren(...detailOf(entries[0], texts()));
  }

  return { open, close, draw };
}

// -- one line -------------------------------------------------------------------------------------

function headOf(entry, texts, names) {
  const out = entry.kind === "envelope";
  const name = entry.hidden ? texts.hidden : entry.command || entry.name;
  const trouble = isTrouble(entry) ? " bad" : entry.status === "waiting" ? " waiting" : "";
  return [
    h(
      "span",
      { class: `inspector-way ${out ? "out" : "in"}` },
      h("span", { "aria-hidden": "true", text: out ? "→ " : "← " }),
      out ? texts.toApp : texts.fromApp,
    ),
    h("span", { class: entry.hidden ? "inspector-name quiet" : "inspector-name mono", text: name }),
    h("span", { class: `inspector-status${trouble}`, text: entry.hidden ? "" : said(entry, texts) }),
    h("span", { class: "inspector-who", text: whoOf(entry, names) }),
    h("span", { class: "inspector-when", text: when(entry, texts, names) }),
  ];
}

function whoOf(entry, names) {
  if (entry.who) return names.user(entry.who);
  const where = names.conversations.find((one) => one.id === entry.channel);
  return where?.name ? `# ${where.name}` : "";
}

function said(entry, texts) {
  const parts = [texts.status[entry.status] ?? entry.status];
  if (entry.findings && entry.status === "ok") parts.push(texts.findings(entry.findings));
  if (entry.tries > 1) parts.push(texts.tries(entry.tries));
  return parts.join(" · ");
}

function when(entry, texts, names) {
  const time = new Intl.DateTimeFormat(names.locale, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: names.tz,
  }).format(new Date(entry.at * 1000));
  return entry.ms === null ? time : `${texts.ms(Math.max(1, Math.round(entry.ms)))} · ${time}`;
}

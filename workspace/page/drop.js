// Files people send: dropped on a conversation, chosen by the paper clip, pasted; sent with Enter.

import { h } from "./dom.js";
import { dropTexts } from "./drop_texts.js";
import { icon } from "./icons.js";
import { chip, upload } from "./uploads.js";

let host = null;
const waiting = new Map(); // uploads not sent yet, by place: a redrawn composer finds them again
const trays = new WeakMap(); // by the composer's form

const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
const texts = () => dropTexts(host.locale());

/**
 * Takes files dropped on `element` (and on the thread beside it). `host` = { me(), channel(),
 * thread(), locale(), names(), post(path, body), say(text) }.
 */
export function mountDrop(element, given) {
  host = given;
  for (const zone of [element, document.getElementById("thread")]) if (zone) dropZone(zone);
  // A file dropped beside the mark would otherwise be opened in place of the page.
  for (const kind of ["dragover", "drop"])
    window.addEventListener(kind, (event) => {
      if (!holdsFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
}

// -- dropping -------------------------------------------------------------------------------------

function dropZone(zone) {
  const words = h("span");
  const mark = h("div", { class: "drop-mark", hidden: true }, h("div", {}, icon("file"), words));
  zone.classList.add("drop-zone");
  zone.append(mark);
  const composer = () => [...zone.querySelectorAll("form.composer")].find((one) => one.offsetParent);
  let inside = 0; // each part below tells of its own coming and going
  const leave = () => {
    inside = 0;
    mark.hidden = true;
  };
  zone.addEventListener("dragenter", (event) => {
    if (!holdsFiles(event) || !composer()) return;
    inside += 1;
    words.textContent = zone.id === "thread" ? texts().dropThread : texts().dropHere(placeName());
    mark.hidden = false;
  });
  zone.addEventListener("dragleave", (event) => {
    if (!holdsFiles(event) || !inside) return;
    inside -= 1;
    if (!inside) leave();
  });
  zone.addEventListener("dragover", (event) => {
    if (!holdsFiles(event) || !composer()) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  zone.addEventListener("drop", (event) => {
    leave();
    if (!holdsFiles(event) || !composer()) return;
    event.preventDefault();
    trays.get(composer()).add(event.dataTransfer.files);
  });
}

function placeName() {
  const names = host.names();
  const found = names.conversations.find((one) => one.id === host.channel());
  if (!found) return "";
  return found.kind === "im" ? names.member(found.with).real_name : `# ${found.name}`;
}

// -- the tray above where one types ---------------------------------------------------------------

/**
 * What a composer needs for files, null where nobody takes any: { list, button, holds(), send(text) }.
 * `input` gets the focus and what is pasted. Call `place(form)` once the form is built.
 */
export function trayOf(input) {
  if (!host) return null;
  const list = h("ul", { class: "uploads", hidden: true });
  const said = h("span", { class: "sr-only", role: "status" });
  const chooser = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  const button = h(
    "button",
    {
      type: "button",
      class: "icon-button attach",
      "aria-label": texts().attach,
      title: texts().attach,
      onclick: () => chooser.click(),
    },
    icon("clip"),
    chooser,
  );
  let form = null;
  let sending = false;

  const thread = () => (form?.closest("#thread-composer") ? host.thread() : null);
  const key = () => JSON.stringify([host.me(), host.channel(), thread()]);
  const files = () => waiting.get(key()) || [];

  function put(kept) {
    if (kept.length) waiting.set(key(), kept);
    else waiting.delete(key());
    draw();
  }

  function add(chosen) {
    const place = { as: host.me(), channel: host.channel() };
    put([...files(), ...[...chosen].map((file) => upload(file, place, draw))]);
    for (const one of files()) one.done.then(tell);
    input.focus();
  }

  function tell(one) {
    said.textContent = one.error ? "" : texts().ready(one.name);
  }

  function remove(one) {
    one.cancel();
    put(files().filter((other) => other !== one));
    input.focus();
  }

  function draw() {
    const shown = files();
    list.hidden = !shown.length;
    list.setAttribute("aria-label", texts().waiting);
    list.replaceChildren(...shown.map((one) => chip(one, texts(), () => remove(one))));
  }

  /** One message with all that has arrived. True when it was sent. */
  async function send(text) {
    if (sending) return false;
    sending = true;
    form.setAttribute("aria-busy", "true");
    try {
      return await sent(text, files(), { channel: host.channel(), thread_ts: thread() });
    } finally {
      sending = false;
      form.removeAttribute("aria-busy");
    }
  }

  async function sent(text, all, place) {
    const name = key();
    await Promise.all(all.map((one) => one.done));
    const arrived = all.filter((one) => one.id);
    // What could not be uploaded stays in sight; the person decides whether to send without it.
    if (!arrived.length || arrived.length < all.length) return false;
    const done = await host.post("share", { ...place, text, files: arrived.map((one) => one.id) });
    if (!done) return false;
    waiting.delete(name);
    draw();
    return true;
  }

  chooser.addEventListener("change", () => {
    add(chooser.files);
    chooser.value = "";
  });
  input.addEventListener("paste", (event) => {
    const { files: pasted } = event.clipboardData;
    // Cells copied from a spreadsheet come as text and as a picture: the text is meant.
    if (!pasted.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    add(pasted);
  });
  return {
    list,
    button: [button, said],
    holds: () => files().length > 0,
    send,
    place: (built) => {
      form = built;
      trays.set(form, { add });
      queueMicrotask(draw); // where it stands is known once it has been put there
    },
  };
}

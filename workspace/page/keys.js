// What one presses in the frame: the list of people and places, tabs, Escape.

import { closeThread } from "./conversation.js";
import { page, toInput } from "./stage.js";

const $ = (id) => document.getElementById(id);

export function closeSidebar() {
  document.body.classList.remove("with-sidebar");
  $("shade").hidden = true;
  $("menu").setAttribute("aria-expanded", "false");
}

function toggleSidebar() {
  const open = document.body.classList.toggle("with-sidebar");
  $("shade").hidden = !open;
  $("menu").setAttribute("aria-expanded", String(open));
}

// The focus goes back to where the thread was opened.
function leaveThread() {
  const from = document.querySelector(`#messages [data-ts="${page.thread}"] .thread-link`);
  closeThread();
  if (from) from.focus({ preventScroll: true });
  else toInput("composer");
}

/** `host` = { become(person), openTab(name) }. */
export function wire(host) {
  $("person").addEventListener("change", (event) => host.become(event.target.value));
  $("thread-close").addEventListener("click", leaveThread);
  $("shade").addEventListener("click", closeSidebar);
  $("menu").addEventListener("click", toggleSidebar);
  $("tabs").addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    host.openTab(page.tab === "home" ? "messages" : "home");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    closeSidebar();
    const thread = $("thread");
    if (thread.contains(event.target) && !thread.querySelector(":popover-open")) leaveThread();
  });
}

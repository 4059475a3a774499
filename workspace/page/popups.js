// What opens beside a button: menus and lists. Escape or a click elsewhere closes it.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const GAP = 4;
let count = 0;

/** An id for labels and lists; unique on the page. */
export const freshId = (what) => `${what}-${++count}`;

/**
 * A popup that belongs to `trigger`. `draw(box)` fills it each time it opens, `opened(box)` sets
 * the focus, `closed()` is told. It must stand in the document beside its trigger.
 */
export function popup(trigger, { className, kind, draw, opened, closed }) {
  const box = h("div", { class: `popup ${className}`, popover: "auto" });
  trigger.popoverTargetElement = box;
  trigger.setAttribute("aria-haspopup", kind);
  trigger.setAttribute("aria-expanded", "false");
  const follow = () => place(box, trigger);
  box.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    box.style.opacity = "0"; // until it has its place
    draw(box);
  });
  box.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    trigger.setAttribute("aria-expanded", String(open));
    for (const what of ["scroll", "resize"]) {
      if (open) window.addEventListener(what, follow, true);
      else window.removeEventListener(what, follow, true);
    }
    if (!open) return closed?.();
    follow();
    box.style.opacity = "";
    return opened?.(box);
  });
  return box;
}

// Below the button, above it where there is no room below. On a phone the style sheet decides.
function place(box, trigger) {
  if (window.innerWidth <= 720) {
    box.style.left = box.style.top = box.style.minWidth = "";
    return;
  }
  const at = trigger.getBoundingClientRect();
  box.style.minWidth = `${Math.min(at.width, 560)}px`;
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP;
  const fits = below + height <= window.innerHeight - GAP || at.top < height + GAP;
  const top = fits ? Math.min(below, window.innerHeight - height - GAP) : at.top - height - GAP;
  const start = trigger.dataset.align === "end" ? at.right - width : at.left;
  box.style.left = `${Math.max(GAP, Math.min(start, window.innerWidth - width - GAP))}px`;
  box.style.top = `${Math.max(GAP, top)}px`;
}

/**
 * A menu under a button. `items()` = [{ label, note, icon, danger, checked, run }], or groups of them:
 * [{ heading, items }]. An item with `checked` is one of several to choose from. Arrows move, Enter runs.
 */
export function menu(trigger, label, items) {
  const box = popup(trigger, {
    className: "menu",
    kind: "menu",
    draw: (it) =>
      it.replaceChildren(
        h(
          "div",
          { role: "menu", "aria-label": label },
          items().map((one) => (one.items ? menuGroup(it, one) : menuItem(it, one))),
        ),
      ),
    opened: (it) => it.querySelector("button")?.focus(),
  });
  box.addEventListener("keydown", (event) => step(event, [...box.querySelectorAll("button")]));
  return box;
}

function menuGroup(box, group) {
  return h(
    "div",
    { role: "group", class: "menu-group", "aria-label": group.heading },
    group.heading ? h("div", { class: "menu-heading", "aria-hidden": "true" }, group.heading) : null,
    group.items.map((one) => menuItem(box, one)),
  );
}

function menuItem(box, one) {
  const choice = one.checked !== undefined;
  return h(
    "button",
    {
      type: "button",
      role: choice ? "menuitemradio" : "menuitem",
      "aria-checked": choice ? String(one.checked) : null,
      tabindex: "-1",
      lang: one.lang,
      class: one.danger ? "danger" : null,
      onclick: () => {
        box.hidePopover();
        one.run();
      },
    },
    choice ? h("span", { class: "option-check" }, one.checked ? icon("check") : null) : null,
    one.icon || null,
    h("span", { class: "menu-label" }, one.label),
    one.note ? h("span", { class: "quiet menu-note" }, one.note) : null,
  );
}

/** Arrow keys among buttons one above the other; Tab leaves and closes. */
export function step(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (to === undefined) return;
  buttons[(to + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

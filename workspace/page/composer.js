// The input: Enter sends, Shift+Enter breaks the line, `/` offers the app's commands, files wait above.

import { h } from "./dom.js";
import { trayOf } from "./drop.js";
import { icon } from "./icons.js";
import { freshId, menu } from "./popups.js";

/**
 * A form with an input. `send(text)` gives a promise; the text comes back when it fails.
 * `shortcuts` = { label, items() } or null: the menu of the app's global shortcuts.
 */
export function composer({ placeholder, sendLabel, commands, commandsLabel, send, shortcuts }) {
  const input = h("textarea", {
    rows: 1,
    placeholder,
    "aria-label": placeholder,
    enterkeyhint: "send",
  });
  const list = h("ul", {
    class: "suggestions",
    role: "listbox",
    id: freshId("commands"),
    "aria-label": commandsLabel,
    hidden: true,
  });
  input.setAttribute("aria-controls", list.id);
  const button = h(
    "button",
    { class: "send", type: "submit", "aria-label": sendLabel },
    icon("send"),
  );
  const tray = trayOf(input);
  const form = h(
    "form",
    { class: "composer" },
    list,
    tray?.list,
    shortcuts ? shortcutButton(shortcuts) : null,
    tray?.button || null,
    input,
    button,
  );
  tray?.place(form);
  let offered = [];
  let chosen = 0;

  function fit() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
  }

  function offer() {
    const typed = /^\/(\S*)$/.exec(input.value);
    offered = typed ? commands.filter((one) => one.name.startsWith(input.value)) : [];
    chosen = 0;
    drawList();
  }

  function drawList() {
    list.hidden = offered.length === 0;
    if (list.hidden) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    list.replaceChildren(
      ...offered.map((one, i) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${i}`,
            "aria-selected": String(i === chosen),
            onmousedown: (event) => {
              event.preventDefault();
              take(i);
            },
          },
          h("strong", { text: one.name }),
          one.usage ? h("code", { text: one.usage }) : null,
          h("span", { text: one.description }),
        ),
      ),
    );
  }

  function take(i) {
    input.value = `${offered[i].name} `;
    offered = [];
    drawList();
    input.focus();
  }

  async function submit() {
    // Not trimmed: a blank before the slash makes it a message, as in Slack.
    const text = input.value.replace(/\n+$/, "");
    if (tray?.holds()) return void submitFiles(text);
    if (!text.trim()) return;
    input.value = "";
    offer();
    fit();
    if (!(await send(text)) && !input.value) input.value = text;
  }

  // The words stay until the files have arrived: they are one message.
  async function submitFiles(text) {
    if (!(await tray.send(text))) return;
    if (input.value.replace(/\n+$/, "") === text) input.value = "";
    offer();
    fit();
  }

  input.addEventListener("input", () => {
    offer();
    fit();
  });
  input.addEventListener("blur", () => {
    offered = [];
    drawList();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter belongs to the Chinese input method here
    if (offered.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
      drawList();
      event.preventDefault();
    } else if (offered.length && event.key === "Escape") {
      offered = [];
      drawList();
    } else if (offered.length && (event.key === "Tab" || event.key === "Enter")) {
      if (event.key === "Enter" && offered[chosen].name === input.value) {
        submit();
      } else take(chosen);
      event.preventDefault();
    } else if (event.key === "Enter" && !event.shiftKey) {
      submit();
      event.preventDefault();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  return form;
}

function shortcutButton({ label, items }) {
  const trigger = h(
    "button",
    { type: "button", class: "icon-button shortcuts", "aria-label": label, title: label },
    icon("bolt"),
  );
  return [trigger, menu(trigger, label, items)];
}

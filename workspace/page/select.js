// Choosing from a list: one or several, with groups, a filter, and the keyboard.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { freshId, popup } from "./popups.js";

const FILTER_FROM = 8; // options; fewer are seen at a glance

/**
 * A select. `groups()` = [{ label, options: [{ value, text, note, also, shown }] }]; `chosen` is a value
 * or a list of them; `pick(value)` is called with the new one; `also` is
 * found by the filter, not shown. `custom(query)` may make an option
 * out of what was typed. `labelled` is the id of the label, `max` the most for a list.
 */
export function select(given) {
  const { multi, placeholder, labelled, texts, name, clearable } = given;
  const state = { chosen: given.chosen, query: "", at: 0, shown: [], before: null };
  const shown = h("span", { class: "select-value", id: freshId("value") });
  const trigger = h(
    "button",
    { type: "button", class: "select", "data-focus": name, "aria-describedby": given.describedby },
    shown,
    icon(given.icon || "down"),
  );
  called(trigger, shown, labelled, given.label);
  const clear = h(
    "button",
    {
      type: "button",
      class: "icon-button clear",
      "aria-label": texts.clear,
      onclick: () => {
        choose(null);
        trigger.focus();
      },
    },
    icon("close"),
  );
  const box = popup(trigger, { className: "choices", kind: "listbox", draw, opened, closed });
  const parts = listParts(texts);
  box.addEventListener("keydown", keys);
  parts.filter.addEventListener("input", () => {
    state.query = parts.filter.value;
    state.at = 0;
    fill();
  });
  tell();
  return h("div", { class: "select-row" }, trigger, clearable ? clear : null, box);

  function options() {
    return given.groups().flatMap((group) => group.options);
  }

  function tell() {
    const values = multi ? state.chosen || [] : [state.chosen].filter((one) => one !== null);
    const found = values.map(
      (value) =>
        options().find((one) => one.value === value) ||
        given.custom?.(value) || { value, text: value, shown: value },
    );
    shown.classList.toggle("none", !found.length);
    clear.hidden = !found.length;
    if (!found.length) shown.replaceChildren(placeholder || texts.choose);
    else if (!multi) shown.replaceChildren(found[0].shown ?? found[0].text);
    else
      shown.replaceChildren(
        ...found.map((one) => h("span", { class: "chip" }, one.shown ?? one.text)),
      );
  }

  function choose(value) {
    state.chosen = multi ? value || [] : value;
    tell();
    given.pick(state.chosen);
  }

  function draw(it) {
    state.query = parts.filter.value = "";
    state.before = JSON.stringify(state.chosen);
    const searched = given.custom || options().length >= FILTER_FROM;
    parts.filter.hidden = !searched;
    it.replaceChildren(parts.filter, parts.list);
    fill();
    const first = state.shown.findIndex((one) => one.value === state.chosen);
    state.at = Math.max(0, first);
    mark();
  }

  function opened() {
    (parts.filter.hidden ? parts.list : parts.filter).focus();
    parts.list.querySelector(".at")?.scrollIntoView({ block: "nearest" });
  }

  function closed() {
    if (JSON.stringify(state.chosen) !== state.before) given.settled?.(state.chosen);
  }

  function fill() {
    const wanted = state.query.trim().toLowerCase();
    const fits = (one) =>
      `${one.text} ${one.note || ""} ${one.also || ""}`.toLowerCase().includes(wanted);
    const own = wanted && given.custom?.(state.query.trim());
    const groups = given
      .groups()
      .map((group) => ({ ...group, options: group.options.filter(fits) }));
    if (own && !groups.some((g) => g.options.some((o) => o.value === own.value))) {
      groups.unshift({ options: [own] });
    }
    state.shown = groups.flatMap((group) => group.options);
    parts.list.replaceChildren(...groups.filter((g) => g.options.length).map(groupNode));
    if (!state.shown.length)
      parts.list.append(h("p", { class: "quiet none", text: texts.noMatch }));
    mark();
  }

  function groupNode(group) {
    const rows = group.options.map(optionNode);
    if (!group.label) return h("div", { role: "presentation" }, rows);
    const id = freshId("group");
    return h(
      "div",
      { role: "group", "aria-labelledby": id },
      h("div", { class: "group-label", id }, group.label),
      rows,
    );
  }

  function optionNode(one) {
    const is = multi ? (state.chosen || []).includes(one.value) : one.value === state.chosen;
    return h(
      "div",
      {
        role: "option",
        id: freshId("option"),
        class: "option",
        "aria-selected": String(is),
        onclick: () => take(one),
        onmousemove: () => moveTo(state.shown.indexOf(one)),
      },
      h("span", { class: "option-check" }, is ? icon("check") : null),
      h(
        "span",
        { class: "option-text" },
        h("span", {}, one.shown ?? one.text),
        one.note ? h("small", { class: "quiet" }, one.note) : null,
      ),
    );
  }

  function mark() {
    const nodes = [...parts.list.querySelectorAll(".option")];
    nodes.forEach((node, i) => node.classList.toggle("at", i === state.at));
    const holder = parts.filter.hidden ? parts.list : parts.filter;
    if (nodes[state.at]) holder.setAttribute("aria-activedescendant", nodes[state.at].id);
    else holder.removeAttribute("aria-activedescendant");
    nodes[state.at]?.scrollIntoView({ block: "nearest" });
  }

  function moveTo(at) {
    if (at === state.at) return;
    state.at = at;
    mark();
  }

  function take(one) {
    if (!multi) {
      box.hidePopover();
      choose(one.value);
      return given.settled?.(one.value);
    }
    const has = (state.chosen || []).includes(one.value);
    if (!has && given.max && state.chosen?.length >= given.max) return undefined;
    choose(
      has
        ? state.chosen.filter((value) => value !== one.value)
        : [...(state.chosen || []), one.value],
    );
    return fill();
  }

  function keys(event) {
    if (event.isComposing) return;
    const last = state.shown.length - 1;
    const to = {
      ArrowDown: Math.min(state.at + 1, last),
      ArrowUp: Math.max(state.at - 1, 0),
      PageDown: Math.min(state.at + 8, last),
      PageUp: Math.max(state.at - 8, 0),
    }[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === "Enter" && state.shown[state.at]) take(state.shown[state.at]);
    else if (event.key === " " && parts.filter.hidden && state.shown[state.at])
      take(state.shown[state.at]);
    else if (event.key === "Tab") return void box.hidePopover();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function listParts(texts) {
  const list = h("div", {
    class: "option-list",
    role: "listbox",
    tabindex: "-1",
    id: freshId("list"),
    "aria-label": texts.options,
  });
  const filter = h("input", {
    class: "input filter",
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": list.id,
    "aria-label": texts.filter,
    placeholder: texts.filter,
    autocomplete: "off",
  });
  return { list, filter };
}

// A button that is called by its label and its value: "Channel, # general".
function called(trigger, shown, labelled, label) {
  if (labelled) trigger.setAttribute("aria-labelledby", `${labelled} ${shown.id}`);
  else if (label) trigger.setAttribute("aria-label", label);
}

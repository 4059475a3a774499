// JSON to read: indented, to fold, with remarks at the places they are about.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const OPEN_DEPTH = 2; // deeper parts are folded at first
const SMALL = 6; // unless they are this small

const isBranch = (value) => value !== null && typeof value === "object";
const escaped = (key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1");

/**
 * A tree of `value`. `remarks` = [{ at, says }] with JSON pointers; one whose place is not there
 * stands at the nearest place above it.
 */
export function jsonTree(value, remarks, texts) {
  const placed = new Map();
  for (const { at, says } of remarks) {
    const there = nearest(value, at);
    placed.set(there, [...(placed.get(there) || []), { at, says }]);
  }
  const ctx = { placed, texts };
  return h("div", { class: "json", role: "group" }, node(null, value, "", 0, ctx));
}

function nearest(value, pointer) {
  let there = "";
  let current = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isBranch(current) || !Object.hasOwn(current, key)) break;
    current = current[key];
    there += `/${part}`;
  }
  return there;
}

function node(key, value, path, depth, ctx) {
  const remarks = ctx.placed.get(path) || [];
  const found = remarks.map(({ at, says }) =>
    h("span", { class: "json-remark" }, icon("warning"), at === path ? says : `${at}: ${says}`),
  );
  const wrong = remarks.length ? " wrong" : "";
  if (!isBranch(value) || !Object.keys(value).length)
    return h("div", { class: `json-leaf${wrong}` }, name(key), leaf(value), ...found);
  return branch(key, value, path, depth, ctx, found, wrong);
}

// The children are made when they are first seen: a view has thousands of them.
function branch(key, value, path, depth, ctx, found, wrong) {
  const entries = Object.entries(value);
  const list = Array.isArray(value);
  const count = list ? ctx.texts.items(entries.length) : ctx.texts.fields(entries.length);
  const [from, to] = list ? ["[", "]"] : ["{", "}"];
  const box = h("div", { class: "json-children" });
  const below = [...ctx.placed.keys()].some((at) => at.startsWith(`${path}/`));
  const details = h(
    "details",
    { class: `json-branch${wrong}` },
    h(
      "summary",
      {},
      name(key),
      h("span", { class: "json-mark", text: from }),
      h("span", { class: "json-count", text: ` ${count} ` }),
      h("span", { class: "json-mark json-end", text: to }),
    ),
    ...found,
    box,
    h("div", { class: "json-mark", text: to }),
  );
  const fill = () => {
    if (box.firstChild) return;
    box.append(
      ...entries.map(([one, child]) =>
        node(list ? null : one, child, `${path}/${escaped(one)}`, depth + 1, ctx),
      ),
    );
  };
  details.addEventListener("toggle", () => details.open && fill());
  if (below || depth < OPEN_DEPTH || (entries.length <= SMALL && depth < OPEN_DEPTH + 2)) {
    fill();
    details.open = true;
  }
  return details;
}

const name = (key) =>
  key === null ? null : h("span", {}, h("span", { class: "json-key", text: key }), ": ");

function leaf(value) {
  const kind = value === null ? "null" : Array.isArray(value) ? "mark" : typeof value;
  return h("span", { class: `json-${kind}`, text: JSON.stringify(value) });
}

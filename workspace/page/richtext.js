// Rich text: sections, lists, quotes, preformatted, with their leaves.

import { h, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { inline } from "./mrkdwn.js";

/** A rich_text block or cell. */
export function richText(block, ctx) {
  return h("div", { class: "rich-text" }, richParts(block.elements || [], ctx));
}

// Neighbouring lists are one list whose indent changes.
function richParts(elements, ctx) {
  return elements.map((one) => {
    const inner = () => (one.elements || []).flatMap((leaf) => richLeaf(leaf, ctx));
    if (one.type === "rich_text_list") return richList(one, ctx);
    if (one.type === "rich_text_quote") return h("blockquote", {}, inner());
    if (one.type === "rich_text_preformatted") return h("pre", { class: "code-block" }, inner());
    return h("div", { class: "line" }, inner());
  });
}

function richList(list, ctx) {
  const items = (list.elements || []).map((item) =>
    h("li", {}, (item.elements || []).flatMap((leaf) => richLeaf(leaf, ctx))),
  );
  const ordered = list.style === "ordered";
  const indent = `indent-${Math.min(list.indent || 0, 8)}`;
  const start = ordered && list.offset ? list.offset + 1 : null;
  return h(ordered ? "ol" : "ul", { class: indent, start }, items);
}

function richLeaf(leaf, ctx) {
  const { names } = ctx;
  switch (leaf.type) {
    case "text":
      return [styledLeaf(broken(withEmoji(leaf.text || "")), leaf.style)];
    case "emoji":
      return [emoji(leaf.name) || `:${leaf.name}:`];
    case "link":
      return [styledLeaf([link(leaf.url || "", leaf.text || leaf.url)], leaf.style)];
    case "user":
      return inline(`<@${leaf.user_id}>`, names);
    case "channel":
      return inline(`<#${leaf.channel_id}>`, names);
    case "broadcast":
      return inline(`<!${leaf.range}>`, names);
    case "date":
      return inline(`<!date^${leaf.timestamp}^${leaf.format}|${leaf.fallback || ""}>`, names);
    case "color":
      return [h("code", { text: leaf.value })];
    default:
      return [leaf.text || ""];
  }
}

function broken(text) {
  return text.split("\n").flatMap((line, i) => (i ? [h("br"), line] : [line]));
}

const TAGS = { bold: "strong", italic: "em", strike: "del", code: "code", underline: "u" };

function styledLeaf(nodes, style) {
  const tags = Object.keys(TAGS).filter((name) => style?.[name]);
  const wrapped = tags.reduce((inner, name) => [h(TAGS[name], {}, inner)], nodes);
  return h("span", {}, wrapped);
}

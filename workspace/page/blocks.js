// Block Kit as DOM. One function a block type; `ctx` = { names, texts, click(block, element) }.

import { chartBlock } from "./charts.js";
import { h, image, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { markdown } from "./markdown.js";
import { inline, mrkdwn } from "./mrkdwn.js";
import { dataTable, plainTable } from "./tables.js";

const DRAW = {
  actions,
  context,
  data_table: (block, ctx) => dataTable(block, ctx, richText),
  data_visualization: (block, ctx) => chartBlock(block, ctx.names),
  divider: () => h("hr"),
  header: (block) => h("h3", { class: "header" }, plainText(block.text)),
  image: imageBlock,
  markdown: (block, ctx) => h("div", { class: "markdown" }, markdown(block.text || "", ctx.names)),
  rich_text: (block, ctx) => richText(block, ctx),
  section,
  table: (block, ctx) => plainTable(block, ctx, richText),
};

/** All blocks of a message. One that cannot be drawn says so instead of spoiling the rest. */
export function drawBlocks(blocks, ctx) {
  return h("div", { class: "blocks" }, blocks.map((block) => drawBlock(block, ctx)));
}

function drawBlock(block, ctx) {
  const unknown = () => h("p", { class: "quiet", text: ctx.texts.unknown(block?.type) });
  try {
    return DRAW[block.type] ? DRAW[block.type](block, ctx) : unknown();
  } catch (error) {
    console.error("cannot draw", block, error);
    return unknown();
  }
}

function plainText(object) {
  return withEmoji(object?.text || "");
}

function textObject(object, ctx) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, ctx.names) : [plainText(object)];
}

function section(block, ctx) {
  const words = h(
    "div",
    { class: "section-text" },
    block.text ? h("div", { class: "prose" }, textObject(block.text, ctx)) : null,
    block.fields
      ? h("div", { class: "fields" },
          block.fields.map((field) => h("div", { class: "prose" }, textObject(field, ctx))))
      : null,
  );
  const beside = block.accessory ? element(block, block.accessory, ctx) : null;
  return h("div", { class: "section" }, words, beside && h("div", { class: "accessory" }, beside));
}

function context(block, ctx) {
  const shown = (block.elements || []).map((one) =>
    one.type === "image"
      ? image(one.image_url, one.alt_text, "context-image")
      : h("span", {}, textObject(one, ctx)),
  );
  return h("div", { class: "context" }, shown);
}

function actions(block, ctx) {
  return h("div", { class: "actions" }, (block.elements || []).map((e) => element(block, e, ctx)));
}

function element(block, one, ctx) {
  if (one.type === "button") return button(block, one, ctx);
  if (one.type === "image") return image(one.image_url, one.alt_text, "accessory-image");
  // Other elements are shown so that the message looks whole; they do nothing yet.
  const label = plainText(one.placeholder) || one.type;
  return h("button", { class: "button", type: "button", disabled: true }, label, " ▾");
}

function button(block, one, ctx) {
  const style = ["primary", "danger"].includes(one.style) ? ` ${one.style}` : "";
  const pressed = (event) => {
    if (one.confirm && !window.confirm(confirmText(one.confirm))) return;
    if (/^https?:/i.test(one.url || "")) window.open(one.url, "_blank", "noopener");
    const target = event.currentTarget;
    target.disabled = true;
    ctx.click(block, one).finally(() => (target.disabled = false));
  };
  const props = { class: `button${style}`, type: "button", "data-action": one.action_id };
  const label = one.accessibility_label;
  return h("button", { ...props, "aria-label": label, onclick: pressed }, plainText(one.text));
}

function confirmText(confirm) {
  return [confirm.title?.text, confirm.text?.text].filter(Boolean).join("\n\n");
}

function imageBlock(block) {
  const shown = image(block.image_url || block.slack_file?.url, block.alt_text, "image");
  return h("figure", {}, block.title ? h("figcaption", {}, plainText(block.title)) : null, shown);
}

// -- rich text ------------------------------------------------------------------------------------

function richText(block, ctx) {
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

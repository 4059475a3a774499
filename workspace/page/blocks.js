// Block Kit as DOM. One function a block type. `ctx` = { names, texts, values, now(), act(block,
// element, value) }.

import { chartBlock } from "./charts.js";
import { h, image, settled } from "./dom.js";
import { element } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { valueElement } from "./inputs.js";
import { cardBlock, containerBlock, planBlock, taskBlock, videoBlock } from "./layouts.js";
import { markdown } from "./markdown.js";
import { freshId } from "./popups.js";
import { richText } from "./richtext.js";
import { dataTable, plainTable } from "./tables.js";
import { textObject } from "./words.js";

const DRAW = {
  actions: (block, ctx) => h("div", { class: "actions" }, each(block, ctx)),
  alert,
  card: cardBlock,
  carousel: (block, ctx) =>
    h(
      "div",
      { class: "carousel", role: "group", tabindex: "0" },
      (block.elements || []).map((card) => cardBlock(card, ctx)),
    ),
  container: (block, ctx) => containerBlock(block, ctx, drawBlock),
  context,
  context_actions: (block, ctx) => h("div", { class: "actions small" }, each(block, ctx)),
  data_table: (block, ctx) => dataTable(block, ctx, richText),
  data_visualization: (block, ctx) => chartBlock(block, ctx.names, ctx.beside),
  divider: () => h("hr"),
  file: (block, ctx) =>
    h("p", { class: "quiet" }, icon("file"), ` ${block.external_id || ctx.texts.download}`),
  header: (block) => h("h2", { class: "header" }, withEmoji(block.text?.text || "")),
  image: imageBlock,
  input: inputBlock,
  markdown: (block, ctx) => h("div", { class: "markdown" }, markdown(block.text || "", ctx.names)),
  plan: planBlock,
  rich_text: richText,
  section,
  table: (block, ctx) => plainTable(block, ctx, richText),
  task_card: taskBlock,
  video: videoBlock,
};

/** All blocks of a message. One that cannot be drawn says so instead of spoiling the rest. */
export function drawBlocks(blocks, ctx) {
  return h(
    "div",
    { class: "blocks" },
    blocks.map((block) => drawBlock(block, ctx)),
  );
}

/** The blocks of a view into `place`. Nodes of blocks that did not change stay, with their focus. */
export function updateBlocks(place, blocks, ctx, drawn) {
  const focus = document.activeElement?.dataset?.focus;
  const nodes = blocks.map((block) => {
    const key = JSON.stringify(block);
    if (!drawn.has(key)) drawn.set(key, drawBlock(block, ctx));
    return drawn.get(key);
  });
  const inside = place.contains(document.activeElement);
  settled(place, nodes);
  if (inside && focus && !place.contains(document.activeElement)) {
    place.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }
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

function each(block, ctx) {
  return (block.elements || []).map((one) => element(block, one, ctx));
}

function section(block, ctx) {
  const prose = (text, id) => h("div", { class: "prose", id }, textObject(text, ctx));
  const label = block.text && block.accessory ? freshId("section") : null;
  const words = h(
    "div",
    { class: "section-text" },
    block.text ? prose(block.text, label) : null,
    block.fields
      ? h(
          "div",
          { class: "fields" },
          block.fields.map((field) => prose(field, null)),
        )
      : null,
  );
  const beside = block.accessory ? element(block, block.accessory, ctx, label) : null;
  const wide = block.accessory && !["button", "image", "overflow"].includes(block.accessory.type);
  return h(
    "div",
    { class: wide ? "section with-input" : "section" },
    words,
    beside && h("div", { class: "accessory" }, beside),
  );
}

function context(block, ctx) {
  const shown = (block.elements || []).map((one) =>
    one.type === "image"
      ? image(one.image_url, one.alt_text, "context-image")
      : h("span", {}, textObject(one, ctx)),
  );
  return h("div", { class: "context" }, shown);
}

function imageBlock(block) {
  const shown = image(block.image_url || block.slack_file?.url, block.alt_text, "image");
  return h(
    "figure",
    {},
    block.title ? h("figcaption", {}, withEmoji(block.title.text || "")) : null,
    shown,
  );
}

function alert(block, ctx) {
  const level = block.level in ctx.texts.levels ? block.level : "default";
  const mark = { warning: "warning", error: "error", success: "success" }[level] || "info";
  return h(
    "div",
    { class: `alert ${level}`, role: "note", "aria-label": ctx.texts.levels[level] },
    icon(mark),
    h("div", { class: "prose" }, textObject(block.text, ctx)),
  );
}

// -- inputs ---------------------------------------------------------------------------------------

const TEXT = [
  "plain_text_input",
  "rich_text_input",
  "number_input",
  "email_text_input",
  "url_text_input",
];

function inputBlock(block, ctx) {
  const id = freshId("field");
  const [label, hint, error] = [`${id}-label`, `${id}-hint`, `${id}-error`];
  const text = TEXT.includes(block.element.type);
  const node = h("div", { class: "field", "data-block": block.block_id });
  const place = {
    dispatches: Boolean(block.dispatch_action),
    labelled: label,
    control: id,
    describedby: `${hint} ${error}`,
    optional: Boolean(block.optional),
    edited: () => {
      ctx.edited?.(block);
      showProblem(node, null);
    },
  };
  node.append(
    h(
      text ? "label" : "div",
      { class: "field-label", id: label, for: text ? id : null },
      withEmoji(block.label?.text || ""),
      block.optional ? h("span", { class: "quiet optional" }, ctx.texts.optional) : null,
    ),
    valueElement(block, block.element, ctx, place),
    h("p", { class: "field-error", id: error, hidden: true }, icon("warning"), h("span")),
    h("p", { class: "hint", id: hint, hidden: !block.hint }, withEmoji(block.hint?.text || "")),
  );
  return node;
}

/** Puts what is wrong under a field; null takes it away. */
export function showProblem(field, text) {
  const place = field.querySelector(".field-error");
  place.hidden = !text;
  place.querySelector("span").textContent = text || "";
  field.classList.toggle("wrong", Boolean(text));
  field.querySelectorAll("input:not(.filter), textarea").forEach((input) => {
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  });
}

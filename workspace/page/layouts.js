// Blocks that frame others: cards, containers, plans and their tasks, videos.

import { h, image, link } from "./dom.js";
import { element } from "./elements.js";
import { icon } from "./icons.js";
import { richText } from "./richtext.js";
import { textObject } from "./words.js";

export function cardBlock(card, ctx) {
  const line = (className, text) =>
    text ? h("div", { class: className }, textObject(text, ctx)) : null;
  return h(
    "div",
    { class: "card" },
    card.hero_image
      ? image(card.hero_image.image_url, card.hero_image.alt_text, "card-hero")
      : null,
    h(
      "div",
      { class: "card-head" },
      card.icon ? image(card.icon.image_url, card.icon.alt_text, "card-icon") : null,
      h("div", {}, line("card-title", card.title), line("card-subtitle quiet", card.subtitle)),
    ),
    line("card-text prose", card.body),
    card.actions?.length
      ? h(
          "div",
          { class: "actions" },
          card.actions.map((one) => element(card, one, ctx)),
        )
      : null,
  );
}

/** A frame with a title; `draw(block, ctx)` draws what is inside. */
export function containerBlock(block, ctx, draw) {
  const title = block.rich_text_title
    ? richText(block.rich_text_title, ctx)
    : textObject(block.title, ctx);
  const head = [
    block.icon ? image(block.icon.image_url, block.icon.alt_text, "card-icon") : null,
    h(
      "div",
      {},
      h("div", { class: "card-title" }, title),
      block.subtitle
        ? h("div", { class: "card-subtitle quiet" }, textObject(block.subtitle, ctx))
        : null,
    ),
  ];
  const inner = h(
    "div",
    { class: "blocks" },
    (block.child_blocks || []).map((one) => draw(one, ctx)),
  );
  const className = `container ${block.width || "standard"}${block.has_header_divider ? " divided" : ""}`;
  if (!block.is_collapsible) {
    return h("div", { class: className }, h("div", { class: "card-head" }, head), inner);
  }
  return h(
    "details",
    { class: className, open: !block.default_collapsed },
    h("summary", { class: "card-head" }, head, icon("down")),
    inner,
  );
}

const MARKS = { pending: "pending", in_progress: "working", complete: "success", error: "error" };

export function taskBlock(task, ctx) {
  const status = task.status in MARKS ? task.status : "pending";
  const title = h("span", { class: "task-title" }, textObject(task.title, ctx));
  const label = h("span", { class: "quiet task-status" }, ctx.texts.statuses[status]);
  const sources = (task.sources || []).map((one) => link(one.url || "", one.text || one.url));
  const more = [
    task.details ? richText(task.details, ctx) : null,
    task.output ? richText(task.output, ctx) : null,
    sources.length
      ? h("p", { class: "quiet sources" }, `${ctx.texts.sources}: `, ...sources)
      : null,
  ].filter(Boolean);
  const head = [icon(MARKS[status]), title, label];
  if (!more.length)
    return h("div", { class: `task ${status}` }, h("div", { class: "task-head" }, head));
  return h(
    "details",
    { class: `task ${status}`, open: status !== "complete" },
    h("summary", { class: "task-head" }, head, icon("down")),
    h("div", { class: "task-more" }, more),
  );
}

export function planBlock(block, ctx) {
  return h(
    "div",
    { class: "container plan" },
    h("div", { class: "card-title" }, textObject(block.title, ctx)),
    (block.tasks || []).map((task) => taskBlock(task, ctx)),
  );
}

// Not played here: the picture leads to the video.
export function videoBlock(block, ctx) {
  const title = textObject(block.title, ctx);
  const made = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "video" },
    h("div", { class: "card-title" }, block.title_url ? link(block.title_url, ...title) : title),
    made ? h("div", { class: "quiet card-subtitle" }, made) : null,
    block.description ? h("div", { class: "prose" }, textObject(block.description, ctx)) : null,
    link(
      block.video_url || "",
      image(block.thumbnail_url, block.alt_text, "image"),
      h("span", { class: "play", "aria-hidden": "true" }, icon("play")),
    ),
  );
}

// The elements one presses: buttons, icon buttons, feedback, overflow menus. Inputs are in inputs.js.

import { act } from "./dialogs.js";
import { h, image } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { valueElement } from "./inputs.js";
import { menu } from "./popups.js";
import { holdsValue } from "./values.js";

const DRAW = {
  button,
  feedback_buttons: feedback,
  icon_button: iconButton,
  image: (_block, one) => image(one.image_url, one.alt_text, "accessory-image"),
  overflow,
  workflow_button: (_block, one, ctx) =>
    h(
      "button",
      { class: "button", type: "button", disabled: true, title: ctx.texts.workflow },
      withEmoji(one.text?.text || ""),
    ),
};

/** Any element of a section, an actions block or a card; `labelled` is the id of words beside it. */
export function element(block, one, ctx, labelled) {
  if (holdsValue(one)) return valueElement(block, one, ctx, { dispatches: true, labelled });
  const draw = DRAW[one.type];
  return draw
    ? draw(block, one, ctx)
    : h("span", { class: "quiet", text: ctx.texts.unknown(one.type) });
}

// Busy, not disabled: a disabled button would lose the focus.
async function pressed(target, block, one, value, ctx) {
  if (target.getAttribute("aria-busy") === "true") return;
  target.setAttribute("aria-busy", "true");
  await act(block, one, value, ctx).finally(() => target.removeAttribute("aria-busy"));
}

function button(block, one, ctx) {
  const style = ["primary", "danger"].includes(one.style) ? ` ${one.style}` : "";
  const onclick = (event) => {
    if (/^https?:/i.test(one.url || "")) window.open(one.url, "_blank", "noopener");
    pressed(event.currentTarget, block, one, one.value ?? null, ctx);
  };
  return h(
    "button",
    {
      class: `button${style}`,
      type: "button",
      "data-action": one.action_id,
      "data-focus": `${block.block_id}/${one.action_id}`,
      "aria-label": one.accessibility_label,
      onclick,
    },
    withEmoji(one.text?.text || ""),
  );
}

function iconButton(block, one, ctx) {
  const seen = one.visible_to_user_ids;
  if (seen?.length && !seen.includes(ctx.names.me)) return null;
  const label = one.accessibility_label || one.text?.text || one.icon;
  return h(
    "button",
    {
      class: "icon-button bordered",
      type: "button",
      "aria-label": label,
      title: label,
      onclick: (event) => pressed(event.currentTarget, block, one, one.value ?? null, ctx),
    },
    icon(one.icon),
  );
}

function feedback(block, one, ctx) {
  const vote = (what, mark) => {
    if (!what) return null;
    const label = what.accessibility_label || what.text?.text;
    const node = h(
      "button",
      {
        class: "icon-button bordered",
        type: "button",
        "aria-label": label,
        title: what.text?.text,
        "aria-pressed": "false",
        onclick: async () => {
          [...node.parentNode.children].forEach((other) =>
            other.setAttribute("aria-pressed", "false"),
          );
          node.setAttribute("aria-pressed", "true");
          await pressed(node, block, one, what.value ?? null, ctx);
        },
      },
      icon(mark),
    );
    return node;
  };
  return h(
    "span",
    { class: "feedback" },
    vote(one.positive_button, "up_vote"),
    vote(one.negative_button, "down_vote"),
  );
}

function overflow(block, one, ctx) {
  const trigger = h(
    "button",
    {
      class: "icon-button bordered",
      type: "button",
      "aria-label": ctx.texts.more,
      "data-action": one.action_id,
      "data-focus": `${block.block_id}/${one.action_id}`,
      "data-align": "end",
    },
    icon("more"),
  );
  const items = () =>
    (one.options || []).map((option) => ({
      label: withEmoji(option.text?.text || ""),
      note: option.description?.text,
      run: () => {
        if (/^https?:/i.test(option.url || "")) window.open(option.url, "_blank", "noopener");
        pressed(trigger, block, one, option.value, ctx);
      },
    }));
  return h("span", { class: "overflow" }, trigger, menu(trigger, ctx.texts.more, items));
}

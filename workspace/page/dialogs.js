// The question before something is done: the element's `confirm` object as a dialog.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { freshId } from "./popups.js";

const words = (object, ctx) =>
  object?.type === "mrkdwn" ? mrkdwn(object.text, ctx.names) : withEmoji(object?.text || "");

/** Asks. True when the person confirmed; Escape and a press of the other button are a no. */
export function ask(confirm, ctx) {
  const title = freshId("confirm");
  const danger = confirm.style === "danger";
  const answer = (value, className, label) =>
    h(
      "button",
      { class: `button ${className}`, value, autofocus: (value === "no") === danger },
      label,
    );
  const dialog = h(
    "dialog",
    { class: "sheet confirm", "aria-labelledby": title },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: title }, words(confirm.title, ctx)),
      h("div", { class: "prose confirm-text" }, words(confirm.text, ctx)),
      h(
        "div",
        { class: "sheet-foot" },
        answer("no", "", words(confirm.deny, ctx) || ctx.texts.cancel),
        answer(
          "yes",
          danger ? "danger solid" : "primary",
          words(confirm.confirm, ctx) || ctx.texts.submit,
        ),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    }),
  );
}

/** Tells the app, after the element's own question; false when the person said no. */
export async function act(block, one, value, ctx) {
  if (one.confirm && !(await ask(one.confirm, ctx))) return false;
  await ctx.act(block, one, value);
  return true;
}

// The modal: the top view of the person's stack, its inputs, errors, waiting, and ways out.

import { settled, h } from "./dom.js";
import { showProblem, updateBlocks } from "./blocks.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { problemsOf } from "./validation.js";
import { Values } from "./values.js";

/**
 * The one modal of the page. `host` = { texts(), context(values, where), submit(view, values),
 * close(view, clear), avatar(), sync(), left() }; `show(view)` draws what is on top, null takes it away.
 */
export function modalOf(dialog, host) {
  const page = { view: null, values: new Map(), drawn: new Map(), busy: false, turn: 0 };
  const error = h("p", { class: "sheet-error", role: "alert", hidden: true });
  const body = h("div", { class: "blocks view-blocks" });
  const scroll = h("div", { class: "sheet-body", tabindex: "-1" }, body);
  const head = h("header", { class: "sheet-head" });
  const foot = h("footer", { class: "sheet-foot" });
  const form = h("form", { class: "sheet-form", novalidate: true }, head, scroll, error, foot);
  dialog.append(form);
  dialog.setAttribute("aria-labelledby", "modal-title");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return; // a popup or a question inside
    event.preventDefault();
    leave(false);
  });
  dialog.addEventListener("close", () => {
    // The browser closes by itself on a second Escape.
    if (page.view) leave(false);
  });

  const valuesOf = (view) => {
    if (!page.values.has(view.id)) page.values.set(view.id, new Values(view.state));
    return page.values.get(view.id);
  };

  function show(view) {
    page.turn += 1;
    const before = page.view;
    page.view = view;
    if (!view) return void gone();
    const held = dialog.contains(document.activeElement);
    const fresh = before?.id !== view.id;
    if (fresh) {
      page.drawn.clear();
      body.replaceChildren();
      warn(null);
    }
    // The same content again (errors, notices) does not end the waiting; an answer or an update does.
    if (fresh || before.hash !== view.hash) busy(false);
    drawHead(view);
    drawFoot(view);
    busy(page.busy);
    const values = valuesOf(view);
    const context = {
      ...host.context(values, { view: view.id }, () => page.view?.blocks),
      edited: (block) => delete page.view?.errors?.[block.block_id],
    };
    updateBlocks(body, view.blocks, context, page.drawn);
    problems(view.errors || {});
    if (view.notice) warn(view.notice);
    if (!dialog.open) dialog.showModal();
    // Another title is another page in the same window: one reads it from its top.
    if (fresh || before.title?.text !== view.title?.text) {
      scroll.scrollTop = 0;
      focusFirst();
    }
    // An update may take away what was focused, such as the only button of "one moment".
    if (held && !dialog.contains(document.activeElement)) focusFirst();
  }

  function gone() {
    page.values.clear();
    page.drawn.clear();
    busy(false);
    if (!dialog.open) return;
    dialog.close();
    host.left();
  }

  function drawHead(view) {
    const texts = host.texts();
    const control = (label, mark, run) =>
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": label, title: label, onclick: run },
        icon(mark),
      );
    settled(head, [
      view.depth ? control(texts.back, "back", () => leave(false)) : host.avatar(),
      h("h1", { id: "modal-title" }, withEmoji(view.title?.text || "")),
      control(texts.close, "close", () => leave(true)),
    ]);
  }

  function drawFoot(view) {
    const texts = host.texts();
    const close = view.close
      ? withEmoji(view.close.text)
      : view.submit
        ? texts.cancel
        : texts.close;
    settled(
      foot,
      [
        h(
          "button",
          { type: "button", class: "button", "data-close": true, onclick: () => leave(false) },
          close,
        ),
        view.submit
          ? h(
              "button",
              {
                type: "submit",
                class: "button primary",
                "data-submit": true,
                disabled: view.submit_disabled,
              },
              h("span", {}, withEmoji(view.submit.text)),
            )
          : null,
      ].filter(Boolean),
    );
  }

  function focusFirst() {
    const first =
      body.querySelector("[data-first]") ||
      body.querySelector(".field input:not(.filter), .field textarea, .field button.select") ||
      foot.querySelector("[data-submit]") ||
      foot.querySelector("button");
    first?.focus();
  }

  function busy(is) {
    page.busy = is;
    form.classList.toggle("busy", is);
    form.setAttribute("aria-busy", String(is));
    const button = foot.querySelector("[data-submit]");
    if (is) button?.setAttribute("aria-disabled", "true");
    else button?.removeAttribute("aria-disabled");
  }

  function problems(found) {
    let first = null;
    for (const field of body.querySelectorAll("[data-block]")) {
      const text = found[field.dataset.block];
      showProblem(field, text || null);
      first ||= text ? field : null;
    }
    const placed = new Set(
      [...body.querySelectorAll("[data-block]")].map((one) => one.dataset.block),
    );
    const homeless = Object.entries(found).filter(([block]) => !placed.has(block));
    warn(homeless.map(([, text]) => text).join(" ") || null);
    return first;
  }

  function refuse(found) {
    page.view.errors = found;
    const first = problems(found);
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input:not(.filter), textarea, button.select")?.focus();
  }

  function warn(text) {
    error.hidden = !text;
    error.replaceChildren(...(text ? [icon("warning"), text] : []));
  }

  async function submit() {
    const { view } = page;
    if (page.busy || !view) return;
    const values = valuesOf(view);
    const own = problemsOf(view.blocks, values, host.texts());
    if (Object.keys(own).length) return void refuse(own);
    warn(null);
    busy(true);
    const answer = await host.submit(view, values.all(view.blocks));
    if (page.view?.id === view.id) busy(false);
    if (answer.ok) return void host.sync();
    if (page.view?.id !== view.id) return;
    if (answer.errors) refuse(answer.errors);
    else
      warn(
        answer.error === "operation_timeout"
          ? host.texts().timedOut
          : host.texts().notSubmitted(answer.error),
      );
  }

  // One step back, or out of the whole stack. What is below comes with the news.
  async function leave(all) {
    const { view } = page;
    if (!view) return;
    if (all || !view.depth) show(null);
    await host.close(view, all);
    await host.sync();
  }

  return {
    show,
    forget: () => show(null),
    get turn() {
      return page.turn;
    },
  };
}

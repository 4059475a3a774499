// The two table blocks. A data table is paged and sortable, a plain table is as it comes.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const DEFAULT_PAGE = 5;

export function dataTable(block, ctx, richText) {
  const [head = [], ...body] = block.rows || [];
  const size = Math.max(1, Number(block.page_size) || DEFAULT_PAGE);
  const labelColumn = block.row_header_column_index ?? 0;
  const state = { start: 0, by: null, down: false };
  const rows = h("tbody");
  const foot = h("div", { class: "pager" });
  const heads = head.map((cell, i) => {
    const sort = h("button", { type: "button", class: "sort", onclick: () => sortBy(i) });
    sort.append(cellContent(cell, ctx, richText));
    return h("th", { scope: "col", class: alignOf(body, i) }, sort);
  });

  function sortBy(column) {
    state.down = state.by === column ? !state.down : false;
    state.by = column;
    state.start = 0;
    draw();
  }

  function sorted() {
    if (state.by === null) return body;
    const key = (row) => row[state.by]?.value ?? row[state.by]?.text ?? "";
    const order = (a, b) =>
      typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return [...body].sort((a, b) => order(key(a), key(b)) * (state.down ? -1 : 1));
  }

  function draw() {
    const page = sorted().slice(state.start, state.start + size);
    rows.replaceChildren(...page.map((row) => bodyRow(row, labelColumn, body, ctx, richText)));
    heads.forEach((head, i) => {
      if (i === state.by) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    foot.replaceChildren(...pager());
    foot.hidden = body.length <= size;
  }

  function pager() {
    const end = Math.min(state.start + size, body.length);
    const turn = (step, mark, label, off) =>
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": label,
          disabled: off,
          onclick: () => {
            state.start += step;
            draw();
          },
        },
        icon(mark),
      );
    return [
      turn(-size, "left", ctx.texts.previous, state.start === 0),
      h("span", { text: ctx.texts.page(state.start + 1, end, body.length) }),
      turn(size, "right", ctx.texts.next, end >= body.length),
    ];
  }

  draw();
  const table = h("table", {}, h("thead", {}, h("tr", {}, heads)), rows);
  const caption = block.caption || "";
  return h(
    "figure",
    { class: "table" },
    h("figcaption", { text: caption }),
    h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": caption }, table),
    foot,
  );
}

function bodyRow(row, labelColumn, body, ctx, richText) {
  return h(
    "tr",
    {},
    row.map((cell, i) => {
      const content = cellContent(cell, ctx, richText);
      return i === labelColumn
        ? h("th", { scope: "row" }, content)
        : h("td", { class: alignOf(body, i) }, content);
    }),
  );
}

/** Numbers stand to the right, also in a column where some are missing. */
function alignOf(body, column) {
  return body.some((row) => row[column]?.type === "raw_number") ? "right" : null;
}

export function plainTable(block, ctx, richText) {
  const settings = block.column_settings || [];
  const [head = [], ...body] = block.rows || [];
  const className = (i) => {
    const { align, is_wrapped: wrapped } = settings[i] || {};
    const side = ["center", "right"].includes(align) ? align : "";
    return `${side}${wrapped ? " wrapped" : ""}`.trim() || null;
  };
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      cells.map((cell, i) => h(tag, { class: className(i) }, cellContent(cell, ctx, richText))),
    );
  return h(
    "div",
    { class: "table-scroll table", tabindex: "0" },
    h(
      "table",
      {},
      h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        body.map((r) => row(r, "td")),
      ),
    ),
  );
}

function cellContent(cell, ctx, richText) {
  if (cell?.type === "rich_text") return richText(cell, ctx);
  return document.createTextNode(cell?.text ?? String(cell?.value ?? ""));
}

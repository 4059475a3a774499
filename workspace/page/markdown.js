// The markdown block: the common part of Markdown (headings, lists, quotes, code, emphasis, links).

import { h, link } from "./dom.js";
import { withEmoji } from "./emoji.js";

export function markdown(text) {
  return text.split(/^```\w*\n([\s\S]*?)^```\s*$/m).flatMap((part, i) =>
    i % 2 ? [h("pre", { class: "code-block", text: part.replace(/\n$/, "") })] : blocks(part),
  );
}

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

function blocks(text) {
  const nodes = [];
  for (const lines of text.split(/\n\s*\n/).map((one) => one.split("\n").filter(Boolean))) {
    if (!lines.length) continue;
    nodes.push(...paragraph(lines));
  }
  return nodes;
}

function paragraph(lines) {
  const heading = /^(#{1,6})\s+(.*)$/.exec(lines[0]);
  if (heading) {
    const rest = lines.slice(1);
    const shown = h("h2", { class: `size-${heading[1].length}` }, inline(heading[2]));
    return [shown, ...(rest.length ? paragraph(rest) : [])];
  }
  if (/^(-{3,}|\*{3,})$/.test(lines[0])) return [h("hr")];
  if (lines.every((line) => line.startsWith(">"))) {
    return [h("blockquote", {}, broken(lines.map((line) => line.replace(/^> ?/, ""))))];
  }
  if (lines.every((line) => line.includes("|")) && /^[\s|:-]+$/.test(lines[1] || "")) {
    return [table(lines)];
  }
  const first = lines.findIndex((line) => ITEM.test(line));
  if (first === 0) return [list(lines)];
  if (first > 0) return [...paragraph(lines.slice(0, first)), ...paragraph(lines.slice(first))];
  return [h("p", {}, broken(lines))];
}

function list(lines) {
  const ordered = Boolean(ITEM.exec(lines[0])[1]);
  const items = lines.map((line) => h("li", {}, inline(ITEM.exec(line)?.[2] ?? line)));
  return h(ordered ? "ol" : "ul", {}, items);
}

function table(lines) {
  const cells = (line) => line.replace(/^\s*\||\|\s*$/g, "").split("|").map((c) => c.trim());
  const row = (line, tag) => h("tr", {}, cells(line).map((cell) => h(tag, {}, inline(cell))));
  const body = lines.slice(2).map((line) => row(line, "td"));
  return h("div", { class: "table-scroll table", tabindex: "0" },
    h("table", {}, h("thead", {}, row(lines[0], "th")), h("tbody", {}, body)));
}

function broken(lines) {
  return lines.flatMap((line, i) => (i ? [h("br"), ...inline(line)] : inline(line)));
}

const MARKS =
  /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^*\s][^*]*?)\*|(?<!\w)_([^_\s][^_]*?)_(?!\w)/;

function inline(text) {
  const found = MARKS.exec(text);
  if (!found) return text ? [withEmoji(text)] : [];
  const [all, code, label, url, bold, bold2, strike, italic, italic2] = found;
  let node;
  if (code) node = h("code", { text: code });
  else if (label) node = link(url, ...inline(label));
  else if (bold || bold2) node = h("strong", {}, inline(bold || bold2));
  else if (strike) node = h("del", {}, inline(strike));
  else node = h("em", {}, inline(italic || italic2));
  const before = text.slice(0, found.index);
  return [...(before ? [withEmoji(before)] : []), node,
    ...inline(text.slice(found.index + all.length))];
}

// One entry of the inspector, opened: the findings, what was sent, what was answered.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { jsonTree } from "./jsontree.js";

const COPIED_MS = 1600;

/** The nodes for an entry as the server gives it; undefined when it is gone. */
export function detailOf(entry, texts) {
  if (!entry) return [h("p", { class: "quiet", text: texts.gone })];
  if (entry.hidden) return [h("p", { class: "quiet", text: texts.hiddenWhy })];
  const onAnswer = entry.kind === "envelope"; // there it is the acknowledgement that is judged
  return [
    findings(entry.findings, texts),
    part(texts[`${entry.kind}_payload`], entry.payload, onAnswer ? [] : entry.findings, texts),
    entry.answer
      ? part(texts[`${entry.kind}_answer`], entry.answer, onAnswer ? entry.findings : [], texts)
      : h("p", { class: "quiet", text: noAnswer(entry, texts) }),
  ].filter(Boolean);
}

const noAnswer = (entry, { noAnswer: said }) =>
  entry.kind === "envelope" ? (said[entry.status] ?? said.other) : said.other;

function findings(found, texts) {
  if (!found.length) return null;
  return h(
    "div",
    { class: "inspector-findings" },
    h("h3", {}, icon("warning"), texts.findings(found.length)),
    h(
      "ul",
      {},
      found.map(({ at, says }) =>
        h("li", {}, h("code", { text: at || texts.whole }), h("span", { text: ` ${says}` })),
      ),
    ),
  );
}

function part(title, value, remarks, texts) {
  return h(
    "section",
    { class: "inspector-part" },
    h("div", { class: "inspector-part-head" }, h("h3", { text: title }), copier(title, value, texts)),
    value.cut
      ? [
          h("p", { class: "quiet", text: texts.cut(value.characters.toLocaleString()) }),
          h("pre", { class: "json", text: `${value.begins}…` }),
        ]
      : jsonTree(value, remarks, texts),
  );
}

function copier(title, value, texts) {
  const button = h("button", { type: "button", class: "button" }, texts.copy);
  button.setAttribute("aria-label", `${texts.copy}: ${title}`);
  const say = (word) => {
    button.textContent = word;
    button.setAttribute("aria-label", word);
    setTimeout(() => {
      button.textContent = texts.copy;
      button.setAttribute("aria-label", `${texts.copy}: ${title}`);
    }, COPIED_MS);
  };
  button.addEventListener("click", () =>
    navigator.clipboard.writeText(JSON.stringify(value, null, 2)).then(
      () => say(texts.copied),
      () => say(texts.copyFailed),
    ),
  );
  return button;
}

// Files on their way to the server, and the chips that show them.

import { h } from "./dom.js";
import { icon } from "./icons.js";

export const MOST_BYTES = 100 * 1024 * 1024;

/**
 * One file that is being uploaded. `place` = { as, channel }; `changed()` is told of each change.
 * `id` is there once it has arrived, `error` = { code, limit } when it has not; `done` ends with both.
 */
export function upload(file, place, changed) {
  const one = { name: file.name || "file", size: file.size, share: 0, id: null, error: null };
  const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
  const fail = (error) => Object.assign(one, { error });
  one.cancel = () => request.abort();
  one.done = new Promise((resolve) => {
    const end = (act) => () => {
      act();
      changed();
      resolve(one);
    };
    if (!file.size) return end(() => fail({ code: "file_empty" }))();
    if (file.size > MOST_BYTES)
      return end(() => fail({ code: "file_too_large", limit: MOST_BYTES }))();
    request.upload.onprogress = (event) => {
      one.share = event.lengthComputable ? event.loaded / event.total : 0;
      changed();
    };
    request.onload = end(() => {
      const { ok, file: id, error, limit } = request.response || {};
      if (ok) Object.assign(one, { id, share: 1 });
      else fail({ code: error || `http_${request.status}`, limit });
    });
    request.onerror = request.onabort = end(() => fail({ code: "lost" }));
    request.open("POST", `/_/upload?${new URLSearchParams({ ...place, name: one.name })}`);
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
  return one;
}

/** Why it did not work, in words. */
export function whyNot({ name, error }, texts) {
  const said = texts.errors[error.code];
  return said ? said(name, error.limit) : texts.failed(name, error.code);
}

/** The chip of an upload; `remove()` is behind its cross. */
export function chip(one, texts, remove) {
  const percent = Math.round(one.share * 100);
  const state = one.error ? "refused" : one.id ? "ready" : "loading";
  return h(
    "li",
    { class: `upload ${state}`, title: one.error ? whyNot(one, texts) : null },
    icon(one.error ? "warning" : "file"),
    h("span", { class: "upload-name", text: one.name }),
    h("span", { class: "upload-size", text: sizeOf(one.size) }),
    state === "loading"
      ? h("progress", { max: 100, value: percent, "aria-label": texts.uploading(one.name, percent) })
      : null,
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": texts.remove(one.name),
        title: texts.remove(one.name),
        onclick: remove,
      },
      icon("close"),
    ),
    one.error ? h("span", { class: "upload-why", text: whyNot(one, texts) }) : null,
  );
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

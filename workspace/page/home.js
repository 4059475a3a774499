// The Home tab of the app: a view of blocks that the app publishes for one person.

import { h } from "./dom.js";
import { updateBlocks } from "./blocks.js";
import { heldFocus } from "./focus.js";
import { Values } from "./values.js";

/** Draws into `place`. `host` = { texts(), context(values, where, blocks) }. */
export function homeOf(place, host) {
  const body = h("div", { class: "blocks view-blocks home-blocks" });
  const empty = h("p", { class: "quiet empty" });
  place.append(empty, body);
  const home = { view: null, values: new Values(), drawn: new Map() };

  function show(view) {
    if (view?.id !== home.view?.id) forget();
    home.view = view;
    home.values.state = view?.state?.values || {};
    empty.textContent = host.texts().homeEmpty;
    empty.hidden = Boolean(view);
    const context = host.context(home.values, { view: view?.id }, () => home.view?.blocks);
    const refocus = heldFocus(place);
    updateBlocks(body, view?.blocks || [], context, home.drawn);
    refocus();
  }

  function forget() {
    home.values = new Values();
    home.drawn.clear();
    body.replaceChildren();
  }

  return { show, forget };
}

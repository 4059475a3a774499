// The guided tour: a card that tells what is worth doing and brings one there.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const KEPT = "tour-step"; // a reload goes on where one was

/**
 * The card in `place`. `host` = { texts(), go(step()), done(is) }: `go` brings there, `done` tells the
 * server.
 */
export function tourOf(place, host) {
  const tour = { steps: [], at: 0, open: false, taken: false, folded: false, telling: 0 };

  /** `steps` in the acting person's language; nothing is shown when they were seen or there are none. */
  function show(steps, done) {
    tour.steps = steps || [];
    if (!tour.telling) tour.open = !done; // what one has just said counts more than older news
    tour.open &&= tour.steps.length > 0;
    tour.at = Math.min(Number(sessionStorage.getItem(KEPT)) || 0, Math.max(tour.steps.length - 1, 0));
    draw();
  }

  function again() {
    move(0);
    tour.open = true;
    tell(false);
    draw();
    focus();
  }

  function move(at) {
    Object.assign(tour, { at, taken: false, folded: false });
    sessionStorage.setItem(KEPT, String(at));
  }

  function turn(by) {
    move(tour.at + by);
    draw();
    focus();
  }

  function dismiss() {
    tour.open = false;
    move(0);
    draw();
    tell(true);
  }

  async function tell(done) {
    tour.telling += 1;
    await host.done(done).finally(() => (tour.telling -= 1));
  }

  async function go() {
    tour.taken = true;
    tour.folded = window.innerWidth <= 720; // there the card would hide what it shows
    draw();
    await host.go(() => tour.steps[tour.at]);
  }

  function fold() {
    tour.folded = !tour.folded;
    draw();
    place.querySelector(".tour-fold").focus();
  }

  const focus = () => place.querySelector("h2")?.focus({ preventScroll: true });
  const leads = (one) => Boolean(one.person || one.channel || one.types || one.tab === "home");

  function draw() {
    const before = place.hidden ? "" : document.activeElement?.dataset?.tour;
    place.hidden = !tour.open;
    place.classList.toggle("folded", tour.folded);
    const step = tour.steps[tour.at];
    place.replaceChildren(...(tour.open && step ? card(step) : []));
    if (before) place.querySelector(`[data-tour="${before}"]`)?.focus();
  }

  function card(step) {
    const texts = host.texts();
    place.setAttribute("aria-label", texts.tour);
    const small = (className, label, mark, run, more = {}) =>
      h(
        "button",
        { type: "button", class: `icon-button ${className}`, title: label, "aria-label": label,
          onclick: run, ...more },
        icon(mark),
      );
    const folding = { "aria-expanded": String(!tour.folded), "data-tour": "fold" };
    return [
      h(
        "div",
        { class: "tour-head" },
        h("span", { class: "tour-count", text: `${tour.at + 1} / ${tour.steps.length}` }),
        small("tour-fold", texts.tourFold, tour.folded ? "up" : "down", fold, folding),
        small("tour-close", texts.tourClose, "close", dismiss),
      ),
      h("h2", { tabindex: "-1" }, step.title),
      h("p", {}, step.text),
      foot(step, texts),
    ];
  }

  function foot(step, texts) {
    const last = tour.at === tour.steps.length - 1;
    const leading = leads(step) && !tour.taken;
    const button = (what, label, run, strong) =>
      h(
        "button",
        { type: "button", class: `button${strong ? " primary" : ""}`, "data-tour": what, onclick: run },
        label,
      );
    return h(
      "div",
      { class: "tour-foot" },
      tour.at > 0 ? button("back", texts.tourBack, () => turn(-1), false) : null,
      h("span", { class: "tour-gap" }),
      leads(step) ? button("go", texts.tourGo, go, leading) : null,
      last
        ? button("next", texts.tourEnd, dismiss, !leading)
        : button("next", texts.tourNext, () => turn(1), !leading),
    );
  }

  return { show, again, draw, known: () => tour.steps.length > 0 };
}

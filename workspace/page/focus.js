// The focus of who works with the keyboard, found again after a place was drawn anew.

const nameOf = (node) => node.getAttribute("aria-label") || node.textContent;

/**
 * Notes what is focused inside `place`. The function returned, called after the drawing, focuses the
 * same control of the same message again, or that message, or `place` itself.
 */
export function heldFocus(place) {
  const was = document.activeElement;
  if (was === place || !place.contains(was)) return () => {};
  const name = nameOf(was);
  const ts = was.closest("[data-ts]")?.dataset.ts;
  return () => {
    if (place.contains(document.activeElement)) return;
    const message = ts && place.querySelector(`[data-ts="${ts}"]`);
    const same = message && [...message.querySelectorAll("button")].find((one) => nameOf(one) === name);
    if (message && !same) message.tabIndex = -1;
    (same || message || place).focus({ preventScroll: true });
  };
}

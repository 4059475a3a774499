// Small helpers for building DOM. Text always goes in as text nodes, never as markup.

/** An element with properties (class, text, on..., attributes) and children. */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.setAttribute("class", value);
    else if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** A link that leaves the page; anything but http(s) and mailto stays plain text. */
export function link(url, ...children) {
  const safe = /^(https?:|mailto:)/i.test(url);
  if (!safe) return h("span", {}, ...children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Only http(s), data images and files of this workspace are shown. */
export function image(url, alt, className) {
  const safe = /^(https?:|data:image\/|\/files\/)/i.test(url || "");
  if (!safe) return h("span", { class: "image-missing", text: alt || "" });
  const shown = h("img", { class: className, src: url, alt: alt || "", loading: "lazy" });
  // A picture that cannot be fetched leaves its words instead of a broken sign.
  shown.addEventListener("error", () =>
    shown.replaceWith(h("span", { class: "image-missing" }, alt || "")),
  );
  return shown;
}

/** Makes `nodes` the children of `place`; those that stay are not touched, nor their focus. */
export function settled(place, nodes) {
  const keep = new Set(nodes);
  [...place.childNodes].filter((node) => !keep.has(node)).forEach((node) => node.remove());
  nodes.forEach((node, i) => {
    if (place.childNodes[i] !== node) place.insertBefore(node, place.childNodes[i] || null);
  });
}

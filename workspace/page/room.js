// Who reads at the end stays there when the room changes; the tour's card never covers what is last.

const $ = (id) => document.getElementById(id);
const PHONE = 720;
const LISTS = ["messages", "thread-messages"];
const atEnd = new Map(LISTS.map((id) => [id, true]));

/** Follows the sizes of the lists, of the composers and of the tour's card from now on. */
export function keepRoom() {
  for (const id of LISTS) {
    $(id).addEventListener("scroll", () => note(id), { passive: true });
    $(id).addEventListener("load", settle, true); // a picture takes its room only when it is there
  }
  const observer = new ResizeObserver(settle);
  for (const id of ["tour", "composer", "thread-composer", ...LISTS]) observer.observe($(id));
}

function note(id) {
  const { scrollHeight, scrollTop, clientHeight } = $(id);
  atEnd.set(id, scrollHeight - scrollTop - clientHeight < 80);
}

function settle() {
  const card = $("tour");
  const inThread = window.innerWidth <= PHONE && !$("thread").hidden;
  const foot = $(inThread ? "thread-composer" : "composer").offsetHeight;
  document.body.classList.toggle("with-tour", !card.hidden);
  document.body.style.setProperty("--foot", `${foot}px`);
  document.body.style.setProperty("--card", `${card.offsetHeight}px`);
  for (const [id, is] of atEnd) if (is) $(id).scrollTop = $(id).scrollHeight;
}

// Talking to the server, and saying on the page when that went wrong.

const notice = document.getElementById("failed");
let noticeTimer = 0;

/** Shows a line for a while, above everything that is open. */
export function say(text) {
  notice.textContent = text;
  if (notice.matches(":popover-open")) notice.hidePopover(); // to the front again
  notice.showPopover();
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(hush, 6000);
}

export function hush() {
  if (notice.matches(":popover-open")) notice.hidePopover();
}

export async function get(path, query) {
  const answer = await fetch(`/_/${path}?${new URLSearchParams(query)}`);
  return answer.json();
}

/** The answer as it is, also when it is a refusal: { ok, error, ... }. */
export async function send(path, body) {
  try {
    const answer = await fetch(`/_/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch (error) {
    return { ok: false, error: error.message };
  }
}

// Slack's text objects: plain text with emoji, or mrkdwn.

import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** The nodes of a text object; a bare string counts as plain text. */
export function textObject(object, ctx) {
  if (!object) return [];
  if (typeof object === "string") return [withEmoji(object)];
  return object.type === "mrkdwn" ? mrkdwn(object.text, ctx.names) : [withEmoji(object.text || "")];
}

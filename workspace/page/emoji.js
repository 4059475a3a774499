// The shortcodes bots use most. An unknown one stays as it was typed.

const EMOJI = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", white_check_mark: "✅",
  heavy_check_mark: "✔️", x: "❌", warning: "⚠️", rotating_light: "🚨", tada: "🎉", eyes: "👀",
  bulb: "💡", memo: "📝", calendar: "📅", date: "📅", bar_chart: "📊",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", clock3: "🕒",
  hourglass_flowing_sand: "⏳", bell: "🔔", mag: "🔍", question: "❓", exclamation: "❗",
  point_right: "👉", point_down: "👇", pray: "🙏", clap: "👏", muscle: "💪", fire: "🔥",
  rocket: "🚀", star: "⭐", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂",
  thinking_face: "🤔", sob: "😭", lock: "🔒", key: "🔑", pushpin: "📌", paperclip: "📎",
  link: "🔗", speech_balloon: "💬", busts_in_silhouette: "👥", robot_face: "🤖",
  information_source: "ℹ️", red_circle: "🔴", large_blue_circle: "🔵",
  large_green_circle: "🟢", large_yellow_circle: "🟡", arrow_up: "⬆️", arrow_down: "⬇️",
  arrow_right: "➡️", package: "📦", moneybag: "💰", wave: "👋", raised_hands: "🙌",
};

export function emoji(name) {
  return EMOJI[name] || null;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] || all);
}

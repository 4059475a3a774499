// The words for sending files.

const MB = (limit) => Math.round(limit / 1048576);

const ZH = {
  attach: "添加文件",
  dropHere: (where) => `松开鼠标，发到 ${where}`,
  dropThread: "松开鼠标，发到讨论串",
  waiting: "待发送的文件",
  remove: (name) => `移除 ${name}`,
  uploading: (name, percent) => `正在上传 ${name}，${percent}%`,
  ready: (name) => `${name} 已就绪`,
  errors: {
    file_too_large: (name, limit) => `“${name}”超过 ${MB(limit)} MB，发不了。`,
    file_empty: (name) => `“${name}”是空文件，发不了。`,
    not_in_channel: () => "你不在这个频道里，不能发文件。",
    is_archived: () => "这个频道已经归档，不能发文件。",
    lost: (name) => `“${name}”没有传完：连接断了。`,
  },
  failed: (name, why) => `“${name}”没有传上去（${why}）。`,
};

const EN = {
  attach: "Add files",
  dropHere: (where) => `Drop to send to ${where}`,
  dropThread: "Drop to send to the thread",
  waiting: "Files to send",
  remove: (name) => `Remove ${name}`,
  uploading: (name, percent) => `Uploading ${name}, ${percent}%`,
  ready: (name) => `${name} is ready`,
  errors: {
    file_too_large: (name, limit) => `“${name}” is over ${MB(limit)} MB and cannot be sent.`,
    file_empty: (name) => `“${name}” is empty and cannot be sent.`,
    not_in_channel: () => "You are not in this channel, so you cannot send files to it.",
    is_archived: () => "This channel is archived, so you cannot send files to it.",
    lost: (name) => `“${name}” did not arrive: the connection broke.`,
  },
  failed: (name, why) => `“${name}” could not be uploaded (${why}).`,
};

export const dropTexts = (locale) => ((locale || "").startsWith("zh") ? ZH : EN);

// What the page itself refuses before it asks the app, as Slack's own client does.

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const EMPTY = (value) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** What is wrong with the inputs: { block_id: text }, empty when nothing is. */
export function problemsOf(blocks, values, texts) {
  const wrong = {};
  for (const block of blocks) {
    if (block.type !== "input" || block.element.type === "file_input") continue;
    const problem = problemOf(block, block.element, values.get(block, block.element), texts);
    if (problem) wrong[block.block_id] = problem;
  }
  return wrong;
}

function problemOf(block, element, value, texts) {
  if (EMPTY(value)) return block.optional ? null : texts.required;
  if (typeof value === "string" && !value.trim() && !block.optional) return texts.required;
  const length = [...String(value)].length;
  if (element.min_length && length < element.min_length) return texts.tooShort(element.min_length);
  if (element.max_length && length > element.max_length) return texts.tooLong(element.max_length);
  if (element.max_selected_items && value.length > element.max_selected_items) {
    return texts.tooMany(element.max_selected_items);
  }
  if (element.type === "email_text_input" && !EMAIL.test(value)) return texts.badEmail;
  if (element.type === "url_text_input" && !isAddress(value)) return texts.badUrl;
  return element.type === "number_input" ? wrongNumber(element, value, texts) : null;
}

function isAddress(text) {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function wrongNumber(element, typed, texts) {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(typed.trim())) return texts.badNumber;
  if (!element.is_decimal_allowed && !/^[+-]?\d+$/.test(typed.trim())) return texts.badInteger;
  const { min_value: low, max_value: high } = element;
  if (low !== undefined && Number(typed) < Number(low)) return texts.tooSmall(low);
  if (high !== undefined && Number(typed) > Number(high)) return texts.tooLarge(high);
  return null;
}

// What stands in the inputs of one surface, in plain form: texts, ids, lists of values.

const SINGLE = {
  plain_text_input: "initial_value",
  number_input: "initial_value",
  email_text_input: "initial_value",
  url_text_input: "initial_value",
  datepicker: "initial_date",
  timepicker: "initial_time",
  datetimepicker: "initial_date_time",
  users_select: "initial_user",
  channels_select: "initial_channel",
  conversations_select: "initial_conversation",
};
const MULTI = {
  multi_users_select: "initial_users",
  multi_channels_select: "initial_channels",
  multi_conversations_select: "initial_conversations",
};
const OPTION = ["static_select", "external_select", "radio_buttons"];
const OPTIONS = ["multi_static_select", "multi_external_select", "checkboxes"];
const OTHER = ["rich_text_input", "file_input"];

export const isMulti = (element) => element.type in MULTI || OPTIONS.includes(element.type);

export function holdsValue(element) {
  return (
    element.type in SINGLE ||
    isMulti(element) ||
    OPTION.includes(element.type) ||
    OTHER.includes(element.type)
  );
}

/** What an element holds before anybody has touched it; null or [] when nothing. */
function initialOf(element, here) {
  const { type } = element;
  const current = element.default_to_current_conversation ? here : null;
  if (type in SINGLE)
    return element[SINGLE[type]] ?? (type === "conversations_select" ? current : null);
  if (type in MULTI)
    return element[MULTI[type]] ?? (current && type.includes("conv") ? [current] : []);
  if (OPTION.includes(type)) return element.initial_option?.value ?? null;
  if (OPTIONS.includes(type)) return (element.initial_options || []).map((one) => one.value);
  return null;
}

/** Slack's own state entry of an element in plain form; undefined when there is none. */
function plainOf(entry) {
  if (!entry) return undefined;
  const lists = ["selected_users", "selected_channels", "selected_conversations"];
  const plain = [
    "value",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "selected_user",
    "selected_channel",
    "selected_conversation",
    ...lists,
  ];
  if (entry.selected_options) return entry.selected_options.map((one) => one.value);
  if ("selected_option" in entry) return entry.selected_option?.value ?? null;
  const name = plain.find((one) => one in entry);
  const value = name === undefined ? undefined : entry[name];
  return value && typeof value === "object" && !lists.includes(name) ? undefined : value;
}

/** The values of one surface. `state` is Slack's state object, `here` the conversation shown. */
export class Values {
  constructor(state = null, here = null) {
    this.typed = new Map();
    this.state = state?.values || {};
    this.here = here;
  }

  get(block, element) {
    const key = JSON.stringify([block.block_id, element.action_id, element.type]);
    if (this.typed.has(key)) return offered(element, this.typed.get(key));
    const known = plainOf(this.state[block.block_id]?.[element.action_id]);
    return known === undefined ? initialOf(element, this.here) : known;
  }

  set(block, element, value) {
    this.typed.set(JSON.stringify([block.block_id, element.action_id, element.type]), value);
  }

  /** All of them as { block_id: { action_id: value } }. */
  all(blocks) {
    const found = {};
    for (const [block, element] of elementsOf(blocks)) {
      if (!holdsValue(element)) continue;
      found[block.block_id] ??= {};
      found[block.block_id][element.action_id] = this.get(block, element);
    }
    return found;
  }
}

// An update may have taken an option away that was chosen before.
function offered(element, value) {
  if (!element.options && !element.option_groups) return value;
  const groups = element.option_groups || [{ options: element.options }];
  const known = new Set(groups.flatMap((group) => (group.options || []).map((one) => one.value)));
  if (Array.isArray(value)) return value.filter((one) => known.has(one));
  return known.has(value) ? value : null;
}

/** Every [block, element] of the blocks, those inside containers and cards too. */
export function elementsOf(blocks) {
  return (blocks || []).flatMap((block) => [
    ...[block.element, block.accessory].filter(Boolean).map((one) => [block, one]),
    ...(block.type === "actions" || block.type === "context_actions"
      ? block.elements || []
      : []
    ).map((one) => [block, one]),
    ...(block.type === "card" ? block.actions || [] : []).map((one) => [block, one]),
    ...elementsOf(block.child_blocks),
    ...(block.type === "carousel" ? elementsOf(block.elements) : []),
  ]);
}

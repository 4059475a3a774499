// The elements that hold a value. Each keeps it in `ctx.values` and, where it dispatches, tells the app.

import { dateField } from "./calendar.js";
import { act } from "./dialogs.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { freshId } from "./popups.js";
import { select } from "./select.js";
import { isMulti } from "./values.js";
import { secondsOf, wallOf } from "./zones.js";

const DRAW = {
  plain_text_input: textInput,
  rich_text_input: (one, field) => textInput({ ...one, multiline: true }, field),
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  checkboxes: choices,
  radio_buttons: choices,
  datepicker: (one, field) => datePart(one, field, field.value, field.settle),
  timepicker: (one, field) => timePart(one, field, field.value, field.settle),
  datetimepicker: moment,
  file_input: (_one, field) =>
    h("p", { class: "file-note" }, icon("file"), field.ctx.texts.noFiles),
};

/**
 * The element with its value. `place` says where it stands: `dispatches` (tells the app of each
 * change), `labelled` and `describedby` (ids), `control` (id for the label), `optional`, `edited()`.
 */
export function valueElement(block, one, ctx, place) {
  const holder = h("div", { class: `value-element ${one.type}` });
  const draw = DRAW[one.type] || listed;
  const set = (value) => {
    ctx.values.set(block, one, value);
    place.edited?.();
  };
  const tell = async (value, before) => {
    if (!place.dispatches || (await act(block, one, value, ctx))) return;
    set(before); // the person said no to the element's own question
    build();
  };
  function build() {
    const value = ctx.values.get(block, one);
    const settle = (next) => {
      const before = ctx.values.get(block, one);
      set(next);
      tell(next, before);
    };
    const name = `${block.block_id}/${one.action_id}`;
    holder.replaceChildren(draw(one, { ctx, place, value, set, tell, settle, name, build }));
  }
  build();
  return holder;
}

// -- text -----------------------------------------------------------------------------------------

const KINDS = {
  email_text_input: { type: "email", inputmode: "email" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
};

function textInput(one, field) {
  const { place, name } = field;
  const lines = one.multiline;
  const attributes = {
    id: place.control,
    class: "input",
    "data-focus": name,
    placeholder: one.placeholder?.text,
    maxlength: one.max_length,
    autocomplete: "off",
    "aria-labelledby": place.labelled,
    "aria-describedby": place.describedby,
    "aria-label": place.labelled ? null : one.placeholder?.text || one.action_id,
    "data-first": one.focus_on_load,
    "aria-required": place.optional === false ? "true" : null,
  };
  const input = lines
    ? h("textarea", { ...attributes, rows: 3 })
    : h("input", { type: "text", ...attributes, ...KINDS[one.type] });
  input.value = field.value ?? "";
  const value = () => (input.value === "" ? null : input.value);
  const triggers = one.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  input.addEventListener("input", () => {
    field.set(value());
    grow(input);
    if (triggers.includes("on_character_entered") && place.dispatches)
      later(input, () => field.tell(value()));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !place.dispatches) return;
    if (!triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    field.tell(value());
  });
  return input;
}

function grow(input) {
  if (input.tagName !== "TEXTAREA") return;
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight + 2, 320)}px`;
}

// Not for every letter: a burst of typing is one change.
function later(input, run) {
  clearTimeout(input.pause);
  input.pause = setTimeout(run, 300);
}

// -- lists ----------------------------------------------------------------------------------------

function listed(one, field) {
  const { ctx, place } = field;
  const multi = isMulti(one);
  const external = one.type.includes("external");
  return select({
    multi,
    max: one.max_selected_items,
    groups: () => groupsOf(one, ctx),
    chosen: field.value,
    placeholder: one.placeholder?.text,
    labelled: place.labelled,
    label: one.placeholder?.text || ctx.texts.choose,
    describedby: place.describedby,
    // The app is not asked for choices here: what is typed is taken.
    custom: external ? (typed) => ({ value: typed, text: typed }) : null,
    texts: external ? { ...ctx.texts, noMatch: ctx.texts.noLoading } : ctx.texts,
    name: field.name,
    clearable: !multi && place.optional === true,
    pick: multi ? field.set : field.settle,
    settled: multi ? (value) => field.tell(value, field.value) : null,
  });
}

function optionOf(option, names) {
  const text = option.text?.text || "";
  const shown = option.text?.type === "mrkdwn" ? mrkdwn(text, names) : withEmoji(text);
  return { value: option.value, text, shown, note: option.description?.text };
}

function groupsOf(one, ctx) {
  const { names } = ctx;
  const options = (list) => (list || []).map((option) => optionOf(option, names));
  if (one.type.includes("users")) return [{ options: names.members.map(person) }];
  if (one.type.includes("channels"))
    return [{ options: names.conversations.filter(isPublic).map(place) }];
  if (one.type.includes("conversations")) return [{ options: conversations(one, names) }];
  if (one.option_groups) {
    return one.option_groups.map((g) => ({
      label: withEmoji(g.label?.text || ""),
      options: options(g.options),
    }));
  }
  const initial = one.initial_options || (one.initial_option ? [one.initial_option] : []);
  return [{ options: options(one.options || initial) }];
}

const isPublic = (one) =>
  one.kind !== "im" && !one.is_private && one.kind !== "group" && one.kind !== "private";
const person = (one) => ({ value: one.id, text: one.real_name, note: `@${one.name}` });
const place = (one) => ({ value: one.id, text: `# ${one.name}` });

function conversations(one, names) {
  const { include, exclude_bot_users: noBots } = one.filter || {};
  const kind = (c) => (c.kind === "im" ? "im" : isPublic(c) ? "public" : "private");
  return names.conversations
    .filter((c) => !include || include.includes(kind(c)))
    .filter((c) => !(noBots && c.kind === "im" && names.member(c.with).is_bot))
    .map((c) => (c.kind === "im" ? { ...person(names.member(c.with)), value: c.id } : place(c)));
}

// -- boxes and buttons to tick --------------------------------------------------------------------

function choices(one, field) {
  const several = one.type === "checkboxes";
  const group = freshId("choice");
  const chosen = new Set(several ? field.value : [field.value]);
  const rows = (one.options || []).map((option) => {
    const { value, shown, note } = optionOf(option, field.ctx.names);
    const tick = h("input", {
      type: several ? "checkbox" : "radio",
      name: group,
      value,
      "data-focus": `${field.name}/${value}`,
      onchange: changed,
    });
    tick.checked = chosen.has(value);
    return h(
      "label",
      { class: "choice" },
      tick,
      h(
        "span",
        {},
        h("span", {}, shown),
        note
          ? h(
              "small",
              { class: "quiet" },
              option.description.type === "mrkdwn"
                ? mrkdwn(note, field.ctx.names)
                : withEmoji(note),
            )
          : null,
      ),
    );
  });
  const node = h(
    "div",
    {
      class: "choices-list",
      role: several ? "group" : "radiogroup",
      "aria-labelledby": field.place.labelled,
      "aria-describedby": field.place.describedby,
      "aria-label": field.place.labelled ? null : field.ctx.texts.options,
    },
    rows,
  );
  function changed() {
    const ticked = [...node.querySelectorAll("input:checked")].map((tick) => tick.value);
    field.settle(several ? ticked : (ticked[0] ?? null));
  }
  return node;
}

// -- dates and times ------------------------------------------------------------------------------

function datePart(one, field, chosen, pick) {
  const { ctx, place } = field;
  return dateField({
    chosen,
    pick,
    today: wallOf(ctx.now(), ctx.names.tz).date,
    texts: ctx.texts,
    placeholder: one.placeholder?.text,
    labelled: place.labelled,
    describedby: place.describedby,
    locale: ctx.names.locale,
    name: field.name,
    clearable: place.optional === true,
  });
}

function timePart(one, field, chosen, pick) {
  const { ctx, place } = field;
  const said = (time) =>
    new Intl.DateTimeFormat(ctx.names.locale, {
      hour: "numeric",
      minute: "2-digit",
      timeZone: "UTC",
    }).format(new Date(`2024-01-01T${time}:00Z`));
  const option = (time) => ({ value: time, text: said(time), also: time });
  const halves = Array.from(
    { length: 48 },
    (_, i) => `${String(i >> 1).padStart(2, "0")}:${i % 2 ? "30" : "00"}`,
  );
  return select({
    chosen,
    groups: () => [{ options: halves.map(option) }],
    icon: "clock",
    custom: (typed) => (timeOf(typed) ? option(timeOf(typed)) : null),
    pick,
    texts: ctx.texts,
    placeholder: one.placeholder?.text || ctx.texts.chooseTime,
    labelled: place.labelled,
    label: one.placeholder?.text || ctx.texts.chooseTime,
    describedby: place.describedby,
    name: `${field.name}/time`,
    clearable: place.optional === true,
  });
}

/** "9", "9:05", "930", "9点半", "9:05 pm" as "HH:MM"; null for anything else. */
function timeOf(typed) {
  const found = /^(上午|下午|晚上)?(\d{1,2})(?:[:：.点时]?(\d{2}|半)?)分?\s*([ap])?\.?m?\.?$/i.exec(
    typed.trim(),
  );
  if (!found) return null;
  const late = found[4]?.toLowerCase() === "p" || found[1] === "下午" || found[1] === "晚上";
  const hour = (late || found[4] ? Number(found[2]) % 12 : Number(found[2])) + (late ? 12 : 0);
  const minute = found[3] === "半" ? 30 : Number(found[3] || 0);
  return hour > 23 || minute > 59
    ? null
    : `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function moment(one, field) {
  const { tz } = field.ctx.names;
  const at = field.value ? wallOf(Number(field.value), tz) : { date: null, time: null };
  const changed = (part) => {
    const next = {
      ...at,
      time: at.time || "09:00",
      date: at.date || wallOf(field.ctx.now(), tz).date,
      ...part,
    };
    const value = Object.values(part)[0] === null ? null : secondsOf(next.date, next.time, tz);
    field.settle(value);
    field.build();
  };
  return h(
    "div",
    { class: "moment", title: field.ctx.texts.timeZone(tz) },
    datePart(one, field, at.date, (date) => changed({ date })),
    timePart({}, { ...field, place: { ...field.place, optional: undefined } }, at.time, (time) =>
      changed({ time }),
    ),
  );
}

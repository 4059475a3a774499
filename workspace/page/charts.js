// The data_visualization block as SVG: line, bar, area, pie. No library.

import { h, s } from "./dom.js";

const COLOURS = 6;

// Drawn for the width at hand, so that the letters keep their size on a phone.
function sheet(axis, beside) {
  const narrow = beside || window.innerWidth <= 720;
  const left = (narrow ? 40 : 46) + (axis.y_label ? 18 : 0);
  const bottom = 28 + (axis.x_label ? 18 : 0);
  return { width: narrow ? 320 : 560, height: narrow ? 210 : 260, top: 12, right: 12, bottom, left };
}

/** `beside`: it stands in the narrow column of a thread. */
export function chartBlock(block, names, beside = false) {
  const chart = block.chart || {};
  const series = Array.isArray(chart.series) ? chart.series : [];
  const legend = chart.type === "pie" ? null : series.length > 1 ? legendOf(series) : null;
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", { text: block.title || "" }),
    chart.type === "pie" ? pie(chart, block.title, names) : plot(chart, block.title, names, beside),
    legend,
  );
}

function legendOf(rows) {
  return h(
    "ul",
    { class: "legend" },
    rows.map((row, i) =>
      h("li", {}, h("span", { class: `swatch fill-${i % COLOURS}` }), row.name || row.label),
    ),
  );
}

function plot(chart, title, names, beside) {
  const axis = chart.axis_config || {};
  const series = (chart.series || []).map((one) => ({ name: one.name, data: one.data || [] }));
  const categories = axis.categories || (series[0]?.data || []).map((point) => point.label);
  const values = series.flatMap((one) => one.data.map((point) => Number(point.value)));
  const scale = scaleOf(values, chart.type);
  const paper = sheet(axis, beside);
  const slot = (paper.width - paper.left - paper.right) / Math.max(categories.length, 1);
  const x = (i) => paper.left + slot * (i + 0.5);
  const room = paper.height - paper.top - paper.bottom;
  const y = (v) => paper.top + room * (1 - (v - scale.low) / (scale.high - scale.low || 1));
  const zero = y(Math.max(scale.low, Math.min(0, scale.high)));
  const ground = { x, y, slot, categories, zero, paper, room };
  const draw = { bar: bars, area: areas, line: lines }[chart.type] || lines;
  return s(
    "svg",
    { viewBox: `0 0 ${paper.width} ${paper.height}`, role: "img",
      "aria-label": described(title, series) },
    grid(scale, ground, names),
    labels(ground, axis),
    draw(series, ground, names),
  );
}

// Bars and areas stand on zero: a cut axis would lie about their size.
function scaleOf(values, type) {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (!Number.isFinite(low)) return { low: 0, high: 1, step: 1 };
  if (type !== "line") {
    low = Math.min(low, 0);
    high = Math.max(high, 0);
  }
  if (low === high) high = low + Math.abs(low || 1);
  const step = niceStep((high - low) / 4);
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, step };
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
}

function grid(scale, { y, paper }, names) {
  const rows = Math.round((scale.high - scale.low) / scale.step);
  return Array.from({ length: rows + 1 }, (_, i) => scale.low + i * scale.step).flatMap((v) => [
    s("line", { class: "grid", x1: paper.left, x2: paper.width - paper.right, y1: y(v), y2: y(v) }),
    s("text", { class: "tick", x: paper.left - 8, y: y(v) + 4, "text-anchor": "end" },
      number(v, names)),
  ]);
}

function number(value, names) {
  const compact = Math.abs(value) >= 10000;
  return new Intl.NumberFormat(names.locale, {
    maximumFractionDigits: compact ? 1 : 2,
    notation: compact ? "compact" : "standard",
  }).format(value);
}

function labels({ x, slot, categories, paper, room }, axis) {
  const bottom = paper.top + room;
  const widest = Math.max(...categories.map(width), 1);
  // Where the names do not fit side by side, only every n-th is written.
  const every = Math.max(1, Math.ceil((widest * 11 + 6) / slot));
  const anchor = { "text-anchor": "middle" };
  const named = categories.map((name, i) =>
    i % every ? null : s("text", { class: "tick", x: x(i), y: bottom + 17, ...anchor }, name));
  const across = (paper.width + paper.left - paper.right) / 2;
  const down = paper.top + room / 2;
  const turned = `rotate(-90 12 ${down})`;
  return [
    ...named,
    axis.x_label &&
      s("text", { class: "axis", x: across, y: paper.height - 5, ...anchor }, axis.x_label),
    axis.y_label &&
      s("text", { class: "axis", x: 12, y: down, transform: turned, ...anchor }, axis.y_label),
  ];
}

// In widths of a Chinese character; a Latin one takes about half.
function width(text) {
  return [...String(text)].reduce((sum, char) => sum + (char.charCodeAt(0) > 0x2e80 ? 1 : 0.55), 0);
}

function valueAt(one, category, i) {
  const point = one.data.find((candidate) => candidate.label === category) || one.data[i];
  return point === undefined ? null : Number(point.value);
}

function bars(series, { x, y, slot, categories, zero }, names) {
  const group = Math.min(slot * 0.72, 90);
  const wide = group / series.length;
  return series.flatMap((one, k) =>
    categories.map((category, i) => {
      const value = valueAt(one, category, i);
      if (value === null) return null;
      const top = Math.min(y(value), zero);
      const left = x(i) - group / 2 + wide * k + 1;
      const shape = s("rect", { class: `fill-${k % COLOURS}`, x: left, y: top,
        width: Math.max(wide - 2, 1), height: Math.max(Math.abs(zero - y(value)), 1), rx: 2 });
      return tipped(shape, one.name, category, value, names);
    }),
  );
}

function lines(series, ground, names) {
  return series.flatMap((one, k) => [
    s("path", { class: `line stroke-${k % COLOURS}`, d: pathOf(one, ground) }),
    ...dots(one, k, ground, names),
  ]);
}

function areas(series, ground, names) {
  const { x, categories, zero } = ground;
  const end = `L${x(categories.length - 1)} ${zero}L${x(0)} ${zero}Z`;
  return series.flatMap((one, k) => [
    s("path", { class: `area fill-${k % COLOURS}`, d: pathOf(one, ground) + end }),
    s("path", { class: `line stroke-${k % COLOURS}`, d: pathOf(one, ground) }),
    ...dots(one, k, ground, names),
  ]);
}

function pathOf(one, { x, y, categories }) {
  const points = categories.map((category, i) => [x(i), valueAt(one, category, i)]);
  return points
    .filter(([, value]) => value !== null)
    .map(([at, value], i) => `${i ? "L" : "M"}${at.toFixed(1)} ${y(value).toFixed(1)}`)
    .join("");
}

function dots(one, k, { x, y, categories }, names) {
  return categories.map((category, i) => {
    const value = valueAt(one, category, i);
    if (value === null) return null;
    const dot = s("circle", { class: `dot fill-${k % COLOURS}`, cx: x(i), cy: y(value), r: 3.5 });
    return tipped(dot, one.name, category, value, names);
  });
}

function tipped(shape, name, category, value, names) {
  const told = [name, category].filter(Boolean).join(" · ");
  shape.append(s("title", {}, `${told}: ${number(value, names)}`));
  return shape;
}

function pie(chart, title, names) {
  const segments = (chart.segments || []).filter((one) => Number(one.value) > 0);
  const total = segments.reduce((sum, one) => sum + Number(one.value), 0) || 1;
  let angle = -Math.PI / 2;
  const slices = segments.map((one, i) => {
    const turn = (Number(one.value) / total) * Math.PI * 2;
    const shape = slice(angle, turn, i);
    angle += turn;
    return tipped(shape, "", one.label, Number(one.value), names);
  });
  const percent = new Intl.NumberFormat(names.locale, { style: "percent", maximumFractionDigits: 1 });
  const shares = segments.map((one) => ({
    name: `${one.label}  ${number(Number(one.value), names)} (${percent.format(one.value / total)})`,
  }));
  const svg = s("svg", { viewBox: "0 0 200 200", class: "pie", role: "img", "aria-label": title },
    slices);
  return h("div", { class: "pie-row" }, svg, legendOf(shares));
}

function slice(from, turn, i) {
  const attributes = { class: `slice fill-${i % COLOURS}` };
  if (turn > Math.PI * 2 - 1e-6) return s("circle", { ...attributes, cx: 100, cy: 100, r: 92 });
  const at = (angle) => `${100 + 92 * Math.cos(angle)} ${100 + 92 * Math.sin(angle)}`;
  const large = turn > Math.PI ? 1 : 0;
  const d = `M100 100L${at(from)}A92 92 0 ${large} 1 ${at(from + turn)}Z`;
  return s("path", { ...attributes, d });
}

function described(title, series) {
  const told = series.map((one) => {
    const points = one.data.map((point) => `${point.label} ${point.value}`).join(", ");
    return `${one.name}: ${points}`;
  });
  return [title, ...told].join(". ");
}

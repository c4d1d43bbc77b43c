// The axes of a figure, in Plotly's description: their ends, their places and their numbers.

const [ACROSS, UP] = [70, 32]; // least pixels between two numbers
const PAD = 0.05; // beyond the outermost marks and lines, as a share of the axis
const [LETTER, BESIDE] = [6.7, 9]; // pixels of a digit, and between numbers and axis
const WIDE = "\u2e80"; // letters of Chinese and its neighbours begin here
const [NUMBERS, TITLE] = [20, 18]; // pixels below the axis
const MORE_DIGITS = 5; // decimals, from which on a number is written with a power

const { search } = new URL(import.meta.url); // of the same version
const { logTicks, ticks } = await import(`./ticks.js${search}`);

// All axes by their names in traces ("x", "y2"), for a figure in this many pixels, each { id, axis, from, to, pixel(value),
// value(pixel), ticks }, and the area that they share.
export function axesOf({ data, layout }, [width, height], count) {
  const found = {};
  const shown = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  for (const key of new Set(["xaxis", "yaxis", ...shown])) {
    const id = key.replace("axis", "");
    const axis = layout[key] ?? {};
    found[id] = { id, axis, log: axis.type === "log", range: axis.autorange === true ? rangeOf(axis, id, data) : (axis.range ?? rangeOf(axis, id, data)), domain: axis.domain ?? [0, 1] };
  }
  const all = Object.values(found);
  const [xs, ys] = ["x", "y"].map((letter) => all.filter(({ id }) => id[0] === letter));
  const { margin = {}, annotations = [] } = layout;
  const numbered = ({ axis }) => axis.visible !== false && axis.showticklabels !== false;
  const titled = (some) => some.some(({ axis }) => axis.title?.text);
  const top = Math.max(titled(ys) ? 22 : ys.some(numbered) ? 6 : (margin.t ?? 6), annotations.length ? (margin.t ?? 26) : 0);
  const bottom = xs.some(numbered) ? NUMBERS + (titled(xs) ? TITLE : 0) : (margin.b ?? 4);
  const tall = Math.max(1, height - top - bottom);
  for (const each of ys) each.ticks = ticksOf(each, tall * (each.domain[1] - each.domain[0]), UP, count);
  const roomFor = (some) => BESIDE + Math.max(...some.flatMap((each) => each.ticks.map(({ text }) => widthOf(text))), 0);
  const [onLeft, onRight] = [false, true].map((right) => ys.filter((each) => numbered(each) && (each.axis.side === "right") === right));
  const left = onLeft.length ? roomFor(onLeft) : (margin.l ?? 4);
  const right = onRight.length ? roomFor(onRight) : xs.some(numbered) ? Math.max(14, margin.r ?? 0) : (margin.r ?? 4);
  const area = { left, top, width: Math.max(1, width - left - right), height: tall };
  for (const each of xs) Object.assign(each, { from: left + area.width * each.domain[0], to: left + area.width * each.domain[1] });
  for (const each of ys) Object.assign(each, { from: top + tall * (1 - each.domain[0]), to: top + tall * (1 - each.domain[1]) });
  for (const each of ys) if (each.axis.scaleanchor) makeEven(found[each.axis.scaleanchor], each);
  for (const each of all) {
    const { from, to, log, range: [low, high] } = each;
    each.pixel = (value) => {
      const at = log ? Math.log10(value) : value;
      return from + ((at - low) / (high - low)) * (to - from);
    };
    each.value = (pixel) => {
      const at = low + ((pixel - from) / (to - from)) * (high - low);
      return log ? 10 ** at : at;
    };
  }
  for (const each of xs) each.ticks = ticksOf(each, each.to - each.from, ACROSS, count);
  return { axes: found, area };
}

// Pixels that a text takes, without its tags.
export function widthOf(text) {
  const shown = String(text).replace(/<sup>(.*?)<\/sup>/g, (_, up) => up.slice(0, Math.ceil(0.7 * up.length)));
  return Array.from(shown).reduce((sum, letter) => sum + (letter > WIDE ? 2 * LETTER : LETTER), 0);
}

// Both axes with as many pixels to a unit: the longer one becomes shorter.
function makeEven(x, y) {
  const unit = ({ from, to, range: [low, high] }) => Math.abs((to - from) / (high - low));
  const least = Math.min(unit(x), unit(y));
  for (const each of [x, y]) {
    const { from, to, axis } = each;
    const rest = (to - from) * (1 - least / unit(each));
    const before = axis.constraintoward === "left" ? 0 : rest / 2;
    Object.assign(each, { from: from + before, to: to - (rest - before) });
  }
}

// The ends of an axis that follows what is drawn; of a logarithmic one as powers of ten.
function rangeOf({ type, rangemode, autorangeoptions: { include, clipmax } = {} }, id, data) {
  const letter = id[0];
  const mine = data.filter((trace) => (trace[`${letter}axis`] ?? letter) === id);
  const log = type === "log";
  let [low, high] = [Infinity, -Infinity];
  const meet = (value) => {
    if (value === null || !Number.isFinite(value) || (log && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const trace of mine) (trace[letter] ?? []).forEach(meet);
  if (include !== undefined) meet(include);
  if (clipmax) high = Math.min(high, clipmax);
  if (high < low) return [0, 1];
  if (log) [low, high] = [low, high].map(Math.log10);
  const fromZero = rangemode === "tozero" && !log;
  if (fromZero) [low, high] = [Math.min(0, low), Math.max(0, high)];
  const padded = letter === "y" || mine.some(({ mode }) => mode?.includes("markers"));
  const pad = low === high ? 0.5 : padded ? PAD * (high - low) : 0;
  return [fromZero && low === 0 ? 0 : low - pad, fromZero && high === 0 && low < 0 ? 0 : high + pad];
}

function ticksOf({ axis, log, range }, length, apart, count) {
  const [low, high] = [...range].sort((one, another) => one - another);
  const within = ({ value }) => {
    const at = log ? Math.log10(value) : value;
    return at >= low - 1e-9 && at <= high + 1e-9;
  };
  if (axis.tickvals) {
    const given = Array.from(axis.tickvals, (value, i) => ({ value, text: axis.ticktext ? axis.ticktext[i] : Number.isInteger(value) ? written(value, 1, count) : written(value, 10 ** -decimalsOf(value), count) }));
    return given.filter(within);
  }
  const most = Math.max(2, Math.min(Math.floor(length / apart), axis.nticks ?? Infinity));
  if (log) {
    const marks = [most, 2 * most].map((many) => logTicks(10 ** low, 10 ** high, many).filter(within));
    return marks.find(({ length: enough }) => enough > 1) ?? marks[0]; // one alone would not tell the scale
  }
  const step = axis.dtick ?? null;
  const found = step ? Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, i) => ({ value: (Math.ceil(low / step) + i) * step })) : ticks(high, most, undefined, low);
  const even = found.length > 1 ? found[1].value - found[0].value : 1;
  return found.map(({ value }) => ({ value, text: written(value, even, count) }));
}

function decimalsOf(value) {
  return (String(value).split(".")[1] ?? "").length;
}

// A number as precise as the step between two of them.
function written(value, step, count) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = Number.isInteger(value) && decimals === 0 ? count(value) : decimals > MORE_DIGITS ? value.toExponential(1) : value.toFixed(decimals);
  return text.replace(/-/g, "−");
}

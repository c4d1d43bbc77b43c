// Readings of curves: a cursor moves along a line from point to point, and from line to line.

const STEPS = 80; // about so many along a line
const FAR = 5; // times as far by an arrow with Shift
const PAGES = 10; // presses of Page Up along a line without marks

const { search } = new URL(import.meta.url); // of the same version
const { brief } = await import(`./cursor_words.js${search}`);
const { numbers } = await import(`../basics/numbers.js${search}`);
const { counted, pgettext, say } = await import(`../basics/words.js${search}`);

export const ofCurve = {
  fits: (name, { figures }) => !figures[name].scene && figures[name].data.some(isLine),
  ends: true,
  label: () => say("A cursor on the curve. Left and right arrow keys move it along, farther with Shift; up and down, to another line. Then Home and End go to its ends, Page Up and Page Down to its marks, and Escape puts the cursor away."),
  read: (name, screen) => {
    const { data, layout } = screen.figures[name];
    const curve = screen.curve(name);
    const lines = data.flatMap((trace, i) => {
      const { x, y } = { x: curve?.x[i] ?? trace.x, y: curve?.y[i] ?? trace.y };
      const called = { ...trace, name: trace.name ?? screen.called[name] };
      return isLine(trace) ? [lineOf(called, numbers(x), numbers(y), screen.curves[name]?.marks?.[i])] : [];
    });
    const drawn = lines.filter(({ points }) => points.length);
    return drawn.length ? new Lines(drawn, layout) : null;
  },
};

export const ofBars = {
  ...ofCurve,
  fits: (name, { figures }) => figures[name].data.some(isBar),
  label: () => say("A cursor on the bars. Arrow keys move it from one to the next, farther with Shift, Home and End to the first and the last one, and Escape puts it away."),
};

// A line with marks whose points come with the frames is a path, which goes anywhere.
function isLine({ mode, type, x, hoverinfo, xaxis = "x" }) {
  const goesOn = mode === "lines" || (mode === "lines+markers" && numbers(x).length > 0);
  return (isBar({ type }) || (goesOn && type === "scatter" && hoverinfo !== "skip")) && xaxis === "x";
}

function isBar({ type }) {
  return type === "bar";
}

// marks: what was changed on its way, by the values across
function lineOf({ name, yaxis = "y" }, xs, ys, marks) {
  const names = typeof xs[0] === "string" ? xs : null; // of categories, whose places are numbers from 0
  const drawn = Array.from(xs, (x, i) => [names ? i : x, ys[i]]).filter((point) => point.every(Number.isFinite));
  const notes = new Map(marks?.x.map((x, i) => [x, marks.text[i]]));
  const marked = (marks?.x ?? []).map((x, i) => [x, marks.y[i]]).filter(([x]) => !drawn.some(([other]) => other === x));
  const points = [...drawn, ...marked].sort(([one], [other]) => one - other);
  return { name, axis: yaxis.replace("y", "yaxis"), points, notes, names };
}

// Whether a value stands for 0: some logarithmic axes have a place for it.
function isZero(value, { type, tickvals, ticktext } = {}) {
  return type === "log" && ticktext?.[numbers(tickvals).indexOf(value)] === "0";
}

class Lines {
  constructor(lines, layout) {
    Object.assign(this, { lines, layout });
  }

  // What the axis across is called; of charts above each other, only the lowest one has that.
  get across() {
    const { xaxis = {} } = this.layout;
    const { title } = xaxis.matches ? this.layout[xaxis.matches.replace("x", "xaxis")] : xaxis;
    return title?.text ?? "";
  }

  // The values across stay while the line grows.
  get first() {
    return { line: 0, x: this.lines[0].points.at(-1)[0] };
  }

  // The index of the point of a line at a place.
  index({ line, x }) {
    const { points } = this.lines[line];
    return points.reduce((best, [other], i) => (Math.abs(other - x) < Math.abs(points[best][0] - x) ? i : best), 0);
  }

  at(line, i) {
    const { points } = this.lines[line];
    return { line, x: points[Math.max(0, Math.min(points.length - 1, i))][0] };
  }

  valid({ line, x }) {
    return { line: Math.min(line, this.lines.length - 1), x };
  }

  move(place, right, up, far) {
    const { line, x } = this.valid(place);
    if (up) return { line: Math.max(0, Math.min(this.lines.length - 1, line - up)), x };
    const step = Math.max(1, Math.round(this.lines[line].points.length / STEPS)) * (far ? FAR : 1);
    return this.at(line, this.index({ line, x }) + right * step);
  }

  end(place, way) {
    const { line } = this.valid(place);
    return this.at(line, way > 0 ? Infinity : 0);
  }

  // To the next mark, or by a tenth of the line.
  leap(place, way) {
    const here = this.valid(place);
    const { points, notes } = this.lines[here.line];
    const onward = [...notes.keys()].filter((x) => way * (x - here.x) > 0).sort((one, other) => way * (one - other));
    if (onward.length) return { line: here.line, x: onward[0] };
    return this.at(here.line, this.index(here) + way * Math.max(1, Math.round(points.length / PAGES)));
  }

  next() {
    return null;
  }

  say(place) {
    const here = this.valid(place);
    const { name, axis, points, notes, names } = this.lines[here.line];
    const point = points[this.index(here)];
    const upright = this.layout[axis]?.title?.text;
    const where = names?.[point[0]] ?? (this.layout.meta?.timeline ? say("iteration {number}", { number: counted(point[0]) }) : `${this.across} ${brief(point[0])}`);
    const note = notes.get(point[0]);
    const several = this.lines.length > 1 && upright ? [name] : [];
    const value = isZero(point[1], this.layout[axis]) ? "0" : brief(point[1]);
    const parts = [...several, `${upright ?? name} ${value}`, ...(note ? [say("from here: {text}", { text: note })] : [])];
    const what = parts.reduce((said, next) => pgettext("a list", "{several}, {next}", { several: said, next }));
    // Translators: {place} is such as "x₁ 0.52, x₂ −1.10", {what} such as "class 1 with 87.3 %"
    return { point, axis, words: say("{place}: {what}.", { place: where.trim(), what }), pitch: this.pitch(point[1], axis) };
  }

  // Where a value is between the lowest and the highest of the lines on its axis, as these are drawn.
  pitch(value, axis) {
    const scaled = this.layout[axis]?.type === "log" ? (each) => Math.log(Math.max(each, 1e-300)) : (each) => each;
    const all = this.lines.filter((line) => line.axis === axis).flatMap(({ points }) => points.map(([, y]) => scaled(y)));
    const [low, high] = all.reduce(([least, most], each) => [Math.min(least, each), Math.max(most, each)], [Infinity, -Infinity]);
    return high > low ? (scaled(value) - low) / (high - low) : 0.5;
  }
}

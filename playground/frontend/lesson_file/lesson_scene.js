// A recorded page: its panels with their figures, texts and tables, at one moment, on screen or on paper.
//
// playground/export/lesson_file/recorded_figures.py records the figures.

const { search } = new URL(import.meta.url); // of the same version
const { curveUpTo, cutOf, markTraces } = await import(`../chart/curve.js${search}`);
const { element, setText, Table } = await import(`../basics/parts.js${search}`);
const { roomToDraw } = await import(`../chart/fitting.js${search}`);
const { flat, onPicture } = await import(`../chart/flat.js${search}`);
const { Size } = await import(`../basics/size.js${search}`);
const { Diagram } = await import(`../network/diagram.js${search}`);
const { Figure } = await import(`../small_figure/figure.js${search}`);
const { bytes, Picture } = await import(`../small_figure/pictures.js${search}`);
const { scaleBar } = await import(`../basics/scale_bar.js${search}`);
const { marked } = await import(`./lesson_marks.js${search}`);
const { significant } = await import(`../basics/rounding.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

const PARTS = ["charts", "words", "below"]; // of the screen, in this order

// The axes of a page's costs without its lines, to draw on; they are as long as at the end.
export function emptyChart(parent, recording, code, label) {
  const { words } = recording.texts[code].still;
  const chart = new Chart({ name: "cost", title: "", parent }, recording, words);
  chart.show(recording.last, spoken(recording.frame(recording.last), words).traces.cost, recording.span);
  const { data, layout } = chart.figure.figure;
  chart.figure.show({ data: data.map((trace) => ({ ...trace, opacity: 0 })), layout }, label);
  return chart;
}

// A sweep's chart before anything is trained: its first drawing, which asks where the marks will be.
export function unmarkedChart(parent, { drawings, texts }, code) {
  const { layout, words } = texts[code].still;
  const figure = new Figure(parent);
  figure.show(drawable(JSON.parse(drawings[0]), words), chartLabel(layout.panels[0].title));
  return figure;
}

// What is recorded with its texts in a language; words: the texts by their places.
function spoken(recorded, words) {
  if (Array.isArray(recorded)) return recorded.map((each) => spoken(each, words));
  if (recorded === null || typeof recorded !== "object") return recorded;
  if ("word" in recorded) return words[recorded.word];
  return Object.fromEntries(Object.entries(recorded).map(([name, each]) => [name, spoken(each, words)]));
}

// A recorded figure, as Figure wants it.
function drawable(recorded, words) {
  const { data, layout } = spoken(recorded, words);
  const images = layout.images?.map((image) => (image.source ? { ...image, ...fixed(image.source, layout) } : image));
  return flat({ data, layout: { ...layout, ...(images && { images }) } }, (canvas) => canvas);
}

// A picture that is always the same, with its cells in base64.
function fixed(recorded, layout) {
  const look = new Picture(recorded, layout.meta?.classes);
  return { source: look.show(bytes(recorded.cells)), look };
}

export class SceneView {
  // code: of the language.
  constructor(parent, recording, code) {
    const { layout, words } = recording.texts[code].still;
    Object.assign(this, { recording, code, words });
    this.root = element("div", recording.stills ? "lesson-stage lesson-sweep" : "lesson-stage", parent);
    if (layout.scale) scaleBar(element("div", "lesson-scale", this.root), layout.scale.colours, layout.scale.ends);
    this.numbers = element("dl", "lesson-numbers", this.root);
    const seen = [...layout.panels.keys()].filter((i) => !recording.skipped.includes(i));
    const grids = new Map();
    for (const part of PARTS) if (seen.some((i) => partOf(layout.panels[i]) === part)) grids.set(part, element("div", `lesson-scene lesson-scene-${part}`, this.root));
    this.panels = seen.map((i) => ({ i, panel: new Panel(grids.get(partOf(layout.panels[i])), layout.panels[i]) }));
    if (layout.help.length) glossary(this.root, layout.help);
    const shown = this.panels.flatMap(({ i, panel }) => layout.panels[i].charts.map((name) => ({ name, title: layout.panels[i].title, parent: panel.charts })));
    const Kind = recording.stills ? StaticFigure : Chart;
    this.charts = shown.map((each) => new Kind(each, recording, words));
    this.diagram = this.diagramIn(layout);
  }

  // The network of the page, as on the page, where nobody changes it.
  diagramIn(layout) {
    const at = (kind) => this.panels.find(({ i }) => layout.panels[i].diagram === kind)?.panel.charts;
    const [network, unit] = [at("network"), at("unit")];
    if (!network) return null;
    const nobody = { byHand: () => false, asked: () => null, pending: () => null };
    const diagram = new Diagram(network, nobody, {});
    if (unit) diagram.addUnit(unit, nobody);
    const looks = this.recording.looks.diagram.map((look) => new Picture(look));
    const size = new Size(diagram.network, () => diagram.state && diagram.show(diagram.state));
    return {
      show: (state, cells) => {
        state.columns.forEach((column, i) => (column.png = pngOf(looks[i], cells[i])));
        diagram.show(state);
      },
      close: () => size.close(),
    };
  }

  // One of the page's charts.
  chart(name) {
    return this.charts.find((each) => each.name === name) ?? null;
  }

  close() {
    this.charts.forEach((each) => each.close());
    this.diagram?.close();
    this.root.remove();
  }

  // whole: whether there is to be room on the axes of costs for what somebody draws.
  show(moment, whole = false) {
    const { recording, words } = this;
    const said = recording.said(moment, this.code);
    const { traces, diagram } = spoken(recording.frame(moment), words);
    showNumbers(this.numbers, said.numbers.slice(1)); // the first is the iteration
    const rows = rowsOf(said, recording.marks[moment]);
    this.panels.forEach(({ i, panel }) => panel.show(said.panels[i], rows[i]));
    this.charts.forEach((chart) => chart.show(moment, traces?.[chart.name], whole && chart.timed ? recording.span : null));
    if (diagram) this.diagram?.show(diagram, recording.cells(moment, "diagram"));
    return said;
  }
}

// The rows of each panel's table, pairs of a mark and cells, or null for panels without one. said: what is said at the
// moment; marks: of each table its rows' marks.
function rowsOf({ panels, cells }, marks) {
  let [next, table] = [0, 0];
  return panels.map(({ table: headings }) => {
    if (!headings.length) return null;
    return marks[table++].map((mark) => [mark, cells.slice(next, (next += headings.length))]);
  });
}

// The picture of cells as a file, in base64; made again only when they have changed.
function pngOf(look, cells) {
  if (look.cells?.every((cell, i) => cell === cells[i])) return look.png;
  look.show(cells);
  look.cells = cells;
  look.png = look.canvas.toDataURL().split(",")[1];
  return look.png;
}

function chartLabel(title) {
  return say("Chart: {title}", { title });
}

function partOf({ below, charts, diagram }) {
  return below ? "below" : charts.length || diagram ? "charts" : "words";
}

// One figure of a page on which nothing moves: at each moment it is another one as a whole.
class StaticFigure {
  constructor({ name, title, parent }, recording, words) {
    Object.assign(this, { name, title, recording, words, shown: null, figure: new Figure(parent) });
  }

  close() {
    this.figure.close();
  }

  show(moment) {
    const place = this.recording.stills[moment][this.name];
    if (place === this.shown) return;
    this.shown = place;
    this.figure.show(drawable(JSON.parse(this.recording.drawings[place]), this.words), chartLabel(this.title || this.name));
  }
}

// One figure of the page along its run.
class Chart {
  constructor({ name, title, parent }, recording, words) {
    Object.assign(this, { name, recording, words, cutAt: null });
    const { scene, data, layout } = drawable(recording.figures[name], words);
    this.looks = (recording.looks[name] ?? []).map((look) => new Picture(look, layout.meta?.classes));
    const moving = (i) => this.looks[i] && { source: this.looks[i].canvas, look: this.looks[i] };
    const images = layout.images?.map((image, i) => ({ ...image, ...moving(i) }));
    const meta = scene ? { aspect: lengthOf(layout.xaxis) / lengthOf(layout.yaxis) } : layout.meta;
    Object.assign(this, { scene, data, layout: { ...layout, meta, ...(images && { images }) } });
    this.label = chartLabel(title || (layout.yaxis?.title?.text ?? name));
    this.figure = new Figure(parent);
  }

  close() {
    this.figure.close();
  }

  // Whether its axis is that of the iterations, along the whole run.
  get timed() {
    return Boolean(this.layout.meta?.timeline);
  }

  // span: the last iteration for which there is to be room, null for none in particular.
  show(moment, traces, span) {
    const { recording, name, scene } = this;
    recording.cells(moment, name).forEach((cells, i) => this.looks[i].show(cells));
    const now = recording.at[moment];
    const history = recording.curves[name];
    const curve = history && traces ? curveUpTo(history, traces, now) : null;
    const flatCurve = curve && scene ? onPicture(scene, curve) : curve;
    const data = this.data.map((trace, i) => (flatCurve?.x[i] ? this.moved(trace, flatCurve, i) : trace));
    this.figure.show({ data: [...data, ...this.marks(now)], layout: span ? this.wide(span, curve) : this.cut(curve, now) }, this.label);
  }

  // A trace with the points of this moment; the one of before where these are the same.
  moved(trace, curve, i) {
    const [x, y] = [curve.x[i], curve.y[i]];
    return { ...trace, x, y, ...(curve.text[i] && { text: curve.text[i] }) };
  }

  // Where runs were changed on their way, as far as they have come.
  marks(now) {
    const { marks = [] } = this.recording.curves[this.name] ?? {};
    const upTo = spoken(marks, this.words).map(({ x, y, text }) => {
      const known = x.filter((iteration) => iteration <= now).length;
      return { x: x.slice(0, known), y: y.slice(0, known), text: text.slice(0, known) };
    });
    return markTraces(upTo, this.data, now / 2);
  }

  // The layout with axes that have room for a line drawn up to an iteration.
  wide(span, curve) {
    const { layout } = this;
    const { xaxis, yaxis } = roomToDraw(layout, span, curve.y);
    return { ...layout, xaxis: { ...layout.xaxis, range: xaxis }, yaxis: { ...layout.yaxis, range: yaxis } };
  }

  // The layout with a linear axis of costs that ends below an initial spike.
  cut(curve, now) {
    const { layout } = this;
    if (!layout.meta?.cuts || !curve) return layout;
    const { end, highest } = cutOf(layout.meta.cuts, curve, now, this.cutAt);
    this.cutAt = end;
    if (!end) return layout;
    const text = say("▲ up to {highest}", { highest: significant(highest, 2) });
    const note = { text, x: 0.01, y: 0.99, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top" };
    const yaxis = { ...layout.yaxis, autorangeoptions: { clipmax: end } };
    return { ...layout, yaxis, annotations: [...(layout.annotations ?? []), note] };
  }
}

function lengthOf({ range: [low, high] }) {
  return high - low;
}

// A panel of the page: title, charts, and what is said of them.
class Panel {
  constructor(parent, { title, charts, table, wide }) {
    this.root = element("section", ["lesson-panel", wide && "lesson-scene-wide", charts.length && "lesson-scene-chart"].filter(Boolean).join(" "), parent);
    element("h3", "", this.root).textContent = title;
    this.charts = element("div", "lesson-charts", this.root);
    this.charts.dataset.names = charts.join(" ");
    this.caption = element("p", "lesson-caption", this.root);
    this.numbers = element("dl", "lesson-numbers", this.root);
    this.sentence = element("p", "", this.root);
    this.table = table.length ? new Table(table, this.root, {}) : null;
  }

  show({ title, caption, sentence, numbers }, rows) {
    setText(this.root.firstChild, title);
    marked(this.caption, caption);
    showNumbers(this.numbers, numbers);
    marked(this.sentence, sentence);
    this.table?.show(rows);
  }
}

function glossary(parent, help) {
  const root = element("details", "lesson-help", parent);
  element("summary", "", root).textContent = say("What the numbers mean");
  const list = element("dl", "", root);
  for (const [label, words] of help) {
    element("dt", "", list).textContent = label;
    element("dd", "", list).textContent = words;
  }
}

function showNumbers(list, numbers) {
  while (list.children.length > numbers.length) list.lastChild.remove();
  numbers.forEach(([label, text], i) => {
    const pair = list.children[i] ?? element("div", "", list);
    const [name, value] = pair.children.length ? pair.children : [element("dt", "", pair), element("dd", "", pair)];
    setText(name, label);
    setText(value, text);
  });
}

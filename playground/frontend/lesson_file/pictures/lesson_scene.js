// A recorded page that is more than planes: its panels with their figures, texts and tables, at one moment.
//
// playground/export/lesson_file/recorded_figures.py records the figures.

const { search } = new URL(import.meta.url); // of the same version
const { curveUpTo, cutOf, markTraces } = await import(`../../chart/curve.js${search}`);
const { element, setText } = await import(`../../basics/elements.js${search}`);
const { flat, onPicture } = await import(`../../chart/flat.js${search}`);
const { Figure } = await import(`./lesson_figure.js${search}`);
const { marked } = await import(`../lesson_marks.js${search}`);
const { glossary, showNumbers, PlanesView } = await import(`./lesson_view.js${search}`);
const { bytes } = await import(`../lesson_recording.js${search}`);
const { rowsOf, Table } = await import(`./lesson_table.js${search}`);
const { significant } = await import(`../../basics/rounding.js${search}`);
const { counted, say } = await import(`../../basics/words.js${search}`);

const PARTS = ["charts", "words", "below"]; // of the screen, in this order

// What shows a recording; code: of the language.
export function viewOf(parent, recording, code) {
  return recording.figures ? new SceneView(parent, recording, code) : new PlanesView(parent, recording, code);
}

// The axes of a page's costs without its lines, to draw on; they are as long as at the end.
export function emptyChart(parent, recording, code, label) {
  const { words } = recording.texts[code].still;
  const chart = new Chart({ name: "cost", title: "", parent }, recording, words);
  chart.show(recording.last, recording.traces(recording.last, words).cost);
  const { data, layout } = chart.figure.figure;
  chart.figure.show({ data: data.map((trace) => ({ ...trace, opacity: 0 })), layout }, label);
  return chart;
}

// A sweep's chart before anything is trained: its first drawing, which asks where the marks will be.
export function unmarkedChart(parent, { drawings, texts }, code) {
  const { layout, words } = texts[code].still;
  const figure = new Figure(parent);
  figure.show(spoken(JSON.parse(drawings[0]), words), chartLabel(layout.panels[0].title));
  return figure;
}

// A recorded figure with its texts in a language, as Figure wants it; words: the texts by their places.
function spoken(recorded, words) {
  const said = (value) => {
    if (Array.isArray(value)) return value.map(said);
    if (value === null || typeof value !== "object") return value;
    return "word" in value ? words[value.word] : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, said(each)]));
  };
  const { data, layout } = said(recorded);
  const images = layout.images?.map((image) => (image.source ? { ...image, ...fixed(image.source, layout) } : image));
  return flat({ data, layout: { ...layout, ...(images && { images }) } }, (canvas) => canvas);
}

// A picture that is always the same, with its cells in base64.
function fixed(recorded, layout) {
  const look = lookOf(recorded, layout);
  paint(look, bytes(recorded.cells));
  return { source: look.canvas, look };
}

// A canvas for a picture; inks: the colours that its cells stand for, in base64. Of a picture of classes the figure's layout
// has their colours.
function lookOf({ width, height, inks: packed }, { meta }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height, ariaHidden: "true" });
  const inks = new Uint32Array(bytes(packed).buffer);
  return { canvas, inks, classOf: meta?.classes ? classesOf(inks, meta.classes) : null };
}

// Which class each ink is of: its colour is that of the class, more or less translucent.
function classesOf(inks, colours) {
  const shades = new Uint8Array(inks.buffer);
  const known = colours.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  return Array.from(inks, (_, i) => {
    const apart = known.map((ink) => ink.reduce((sum, value, part) => sum + (value - shades[4 * i + part]) ** 2, 0));
    return apart.indexOf(Math.min(...apart));
  });
}

// Draw a picture's cells, row by row from above.
function paint(look, cells) {
  const { canvas, inks, classOf } = look;
  const image = new ImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = inks[cells[i]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  if (classOf) look.classes = cells.map((cell) => classOf[cell]);
}

class SceneView {
  constructor(parent, recording, code) {
    const { labels, layout, words } = recording.texts[code].still;
    Object.assign(this, { recording, code, labels, words, runs: [], chart: null });
    this.root = element("div", recording.stills ? "lesson-stage lesson-sweep" : "lesson-stage", parent);
    this.numbers = element("dl", "lesson-numbers", this.root);
    const grids = new Map();
    for (const part of PARTS) if (layout.panels.some((panel) => partOf(panel) === part)) grids.set(part, element("div", `lesson-scene lesson-scene-${part}`, this.root));
    this.panels = layout.panels.map((panel) => new Panel(grids.get(partOf(panel)), panel));
    if (layout.help.length) glossary(this.root, layout.help);
    const shown = layout.panels.flatMap(({ charts, title }, i) => charts.map((name) => ({ name, title, parent: this.panels[i].charts })));
    const Kind = recording.stills ? StaticFigure : Chart;
    this.charts = shown.map((each) => new Kind(each, recording, words));
  }

  close() {
    this.charts.forEach((each) => each.close());
    this.root.remove();
  }

  show(moment) {
    const { recording, words } = this;
    const said = recording.said(moment, this.code);
    const traces = recording.traces(moment, words);
    showNumbers(this.numbers, said.numbers.slice(1)); // the first is the iteration
    const rows = rowsOf(said, recording.marks[moment]);
    this.panels.forEach((panel, i) => panel.show(said.panels[i], rows[i]));
    this.charts.forEach((chart) => chart.show(moment, traces[chart.name]));
    return said;
  }
}

function chartLabel(title) {
  return say("Chart: {title}", { title });
}

function partOf({ below, charts }) {
  return below ? "below" : charts.length ? "charts" : "words";
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
    const { data, layout } = spoken(JSON.parse(this.recording.drawings[place]), this.words);
    this.figure.show({ data, layout }, chartLabel(this.title || this.name));
  }
}

// One figure of the page along its run.
class Chart {
  constructor({ name, title, parent }, recording, words) {
    Object.assign(this, { name, recording, words, cutAt: null });
    const { scene, data, layout } = spoken(recording.figures[name], words);
    this.looks = (recording.looks[name] ?? []).map((look) => lookOf(look, layout));
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

  show(moment, traces) {
    const { recording, name, scene } = this;
    recording.cells(moment, name).forEach((cells, i) => paint(this.looks[i], cells));
    const now = recording.at[moment];
    const history = recording.curves[name];
    const curve = history && traces ? curveUpTo(history, traces, now) : null;
    const flatCurve = curve && scene ? onPicture(scene, curve) : curve;
    const data = this.data.map((trace, i) => (flatCurve?.x[i] ? this.moved(trace, flatCurve, i) : trace));
    this.figure.show({ data: [...data, ...this.marks(now)], layout: this.cut(curve, now) }, this.label);
  }

  // A trace with the points of this moment; the one of before where these are the same.
  moved(trace, curve, i) {
    const [x, y] = [curve.x[i], curve.y[i]];
    return { ...trace, x, y, ...(curve.text[i] && { text: curve.text[i] }) };
  }

  // Where runs were changed on their way, as far as they have come.
  marks(now) {
    const { marks = [] } = this.recording.curves[this.name] ?? {};
    const upTo = marks.map(({ x, y, text }) => {
      const known = x.filter((iteration) => iteration <= now).length;
      return { x: x.slice(0, known), y: y.slice(0, known), text: text.slice(0, known).map((each) => this.words[each.word] ?? each) };
    });
    return markTraces(upTo, this.data, now / 2);
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
    this.caption = element("p", "lesson-caption", this.root);
    this.numbers = element("dl", "lesson-numbers", this.root);
    this.sentence = element("p", "", this.root);
    this.table = table.length ? new Table(this.root, table) : null;
  }

  show({ title, caption, sentence, numbers }, rows) {
    setText(this.root.firstChild, title);
    marked(this.caption, caption);
    showNumbers(this.numbers, numbers);
    marked(this.sentence, sentence);
    this.table?.show(rows);
  }
}

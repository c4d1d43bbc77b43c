// A recorded page that is more than planes: its panels with their figures, texts and tables, at one moment.
//
// playground/export/recorded_figures.py records the figures.

const { search } = new URL(import.meta.url); // of the same version
const { curveUpTo, cutOf, markTraces } = await import(`./curve.js${search}`);
const { element, setText } = await import(`./elements.js${search}`);
const { flat, onPicture } = await import(`./flat.js${search}`);
const { Figure } = await import(`./lesson_figure.js${search}`);
const { marked } = await import(`./lesson_marks.js${search}`);
const { glossary, showNumbers, Stage } = await import(`./lesson_stage.js${search}`);
const { rowsOf, Table } = await import(`./lesson_table.js${search}`);
const { significant } = await import(`./rounding.js${search}`);
const { counted, say } = await import(`./words.js${search}`);

const PARTS = ["charts", "words", "below"]; // of the screen, in this order

// What shows a recording; code: of the language.
export function stageOf(parent, recording, code) {
  return recording.figures ? new SceneStage(parent, recording, code) : new Stage(parent, recording, code);
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

// A recorded figure with its texts in a language, as Figure wants it; words: the texts by their places.
export function spoken(recorded, words) {
  const said = (value) => {
    if (Array.isArray(value)) return value.map(said);
    if (value === null || typeof value !== "object") return value;
    if ("word" in value) return words[value.word];
    if ("inks" in value) return picture(value);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, said(each)]));
  };
  return flat(said(recorded), (canvas) => canvas);
}

// A canvas with a picture's cells, row by row from above; inks: the colours that they stand for, in base64, as cells are if
// they are always the same.
function picture({ width, height, inks, cells }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.setAttribute("aria-hidden", "true");
  const look = { canvas, inks: new Uint32Array(bytes(inks).buffer) };
  if (cells) paint(look, bytes(cells));
  return cells ? canvas : look;
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function paint({ canvas, inks }, cells) {
  const image = new ImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = inks[cells[i]];
  canvas.getContext("2d").putImageData(image, 0, 0);
}

export class SceneStage {
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
    const Kind = recording.stills ? Still : Chart;
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

function partOf({ below, charts }) {
  return below ? "below" : charts.length ? "charts" : "words";
}

// One figure of a page on which nothing moves: at each moment it is another one as a whole.
class Still {
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
    this.figure.show({ data, layout }, say("Chart: {title}", { title: this.title || this.name }));
  }
}

// One figure of the page along its run.
class Chart {
  constructor({ name, title, parent }, recording, words) {
    Object.assign(this, { name, recording, words, cutAt: null });
    this.looks = (recording.looks[name] ?? []).map(picture);
    const { scene, data, layout } = spoken(recording.figures[name], words);
    const images = layout.images?.map((image, i) => ({ ...image, source: this.looks[i]?.canvas ?? image.source }));
    const meta = scene ? { aspect: lengthOf(layout.xaxis) / lengthOf(layout.yaxis) } : layout.meta;
    Object.assign(this, { scene, data, layout: { ...layout, meta, ...(images && { images }) } });
    this.label = say("Chart: {title}", { title: title || (layout.yaxis?.title?.text ?? name) });
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

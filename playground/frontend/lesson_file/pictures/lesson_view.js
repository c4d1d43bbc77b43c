// The pictures, numbers and sentences of a recording at one moment, on screen or on paper.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../basics/elements.js${search}`);
const { CostChart, dot, Plane, scaleBar, valueDot } = await import(`../../chart/small_chart.js${search}`);
const { Network, UnitRow } = await import(`./lesson_pictures.js${search}`);
const { Atlases } = await import(`./lesson_atlases.js${search}`);
const { marked } = await import(`../lesson_marks.js${search}`);
const { counted, say } = await import(`../../basics/words.js${search}`);

const LEAST = 50; // iterations on the axis once the run has begun
const MIDDLE = 128; // of a scale
export const HEADROOM = 1.03; // beyond the last iteration, so that its number is on the axis

export function costChart(parent, { lowest }) {
  const cost = lowest ? say("cost, logarithmic") : say("cost");
  return new CostChart(parent, { texts: { iteration: say("Iteration"), cost }, count: counted });
}

export class PlanesView {
  // code: of the language.
  constructor(parent, recording, code) {
    Object.assign(this, { recording, code, whole: false });
    const { labels, diagram, names, layout } = recording.texts[code].still;
    Object.assign(this, { labels, columns: diagram });
    this.root = element("div", "lesson-stage", parent);
    this.numbers = element("dl", "lesson-numbers", this.root);
    const pictures = element("div", "lesson-pictures", this.root);
    const mapped = recording.units.some((layers) => layers.length);
    this.network = recording.diagrams && mapped ? new Network(element("div", "lesson-wide", pictures)) : null;
    const { points, colours, ends } = recording;
    const legend = ends || labels.length === 1 || points.test ? { names, colours, ends, test: points.test } : null; // otherwise colours say enough
    const side = labels.length > 2 ? element("div", "lesson-many", pictures) : pictures;
    this.runs = labels.slice(0, recording.planes).map((label) => new RunView(side, label, labels.length > 1, legend, mapped && !recording.diagrams));
    const costs = element("div", "lesson-costs", pictures);
    this.legend = element("p", "lesson-legend", costs);
    this.chart = costChart(costs, recording);
    this.atlases = new Atlases(pictures, recording);
    this.panels = { root: element("div", "lesson-panels", this.root), all: [] };
    if (layout.help.length) glossary(this.root, layout.help);
    this.name = (run, test) => (test ? say("test") : labels[run] || say("train"));
    if (recording.lines.length > 1) {
      for (const { run, test, colour, dash } of recording.lines) {
        const item = element("span", "", this.legend);
        element("i", "", item).style.borderTop = `3px ${{ dash: "dashed", dot: "dotted" }[dash] ?? "solid"} ${colour}`;
        item.append(this.name(run, test));
      }
    }
  }

  close() {
    this.runs.forEach(({ plane }) => plane.close());
    this.chart.close();
    this.root.remove();
  }

  // The end of the iterations' axis: it grows with the run, and has room for the curve that is drawn before.
  spanAt(moment) {
    const { at, span } = this.recording;
    return HEADROOM * Math.max(10, at[moment], moment && !this.whole ? LEAST : span);
  }

  // whole: whether the axis of the iterations has the length on which a curve was drawn.
  show(moment, whole = false) {
    this.whole = whole;
    const { recording, labels, code } = this;
    const iteration = counted(recording.at[moment]);
    const { unitColours, mapSide, points, colours } = recording;
    this.runs.forEach(({ plane, units }, i) => {
      const words = say("What the network makes of the plane at iteration {number}", { number: iteration });
      plane.show({ field: recording.field(moment, i), points, colours, label: labels[i] ? `${labels[i]}: ${words}` : words });
      units?.show(recording.maps(moment, i)[0] ?? [], mapSide, unitColours);
    });
    this.network?.show(recording.diagrams[moment], {
      ...{ columns: this.columns, maps: recording.maps(moment, 0), side: mapSide, colours: unitColours },
      ...{ field: recording.field(moment, 0), classes: colours },
    });
    this.chart.show({
      ...{ span: this.spanAt(moment), lowest: recording.lowest, highest: recording.highest, log: recording.log },
      runs: recording.costs(moment, this.name),
      label: say("The cost up to iteration {number}", { number: iteration }),
    });
    const said = recording.said(moment, code);
    showNumbers(this.numbers, said.numbers.slice(1)); // the first is the iteration
    this.atlases.show(moment, said);
    this.showPanels(merged(said.panels.filter((panel, i) => !recording.skipped.includes(i) && !this.atlases.has(panel, i))));
    return said;
  }

  showPanels(panels) {
    const { root, all } = this.panels;
    while (all.length > panels.length) all.pop().root.remove();
    panels.forEach((panel, i) => (all[i] ??= new Panel(root)).show(panel));
  }
}

// What the app says of a run in several places stands together here; panels that say nothing are left out.
function merged(panels) {
  const found = new Map(); // title → panel
  for (const { title, caption, sentence, numbers } of panels) {
    const before = found.get(title) ?? { words: "", numbers: [] };
    const words = [before.words, caption, sentence].filter(Boolean).join(" ");
    if (words || numbers.length) found.set(title, { title, words, numbers: [...before.numbers, ...numbers] });
  }
  return [...found.values()];
}

class RunView {
  // legend: what pointsLegend says of the points; null for nothing.
  constructor(parent, label, several, legend, mapped) {
    const root = element("div", "lesson-run", parent);
    if (several) element("h3", "", root).textContent = label;
    this.parent = element("div", "lesson-plane", root);
    this.plane = new Plane(this.parent);
    if (legend) pointsLegend(root, legend);
    this.units = mapped ? new UnitRow(root) : null;
  }
}

// Which points are of which class, or what number a colour stands for; and which were held out from training, if there are any.
// ends: see scaleBar; for numbers alone.
function pointsLegend(parent, { names, colours, ends, test }) {
  const legend = element("p", "lesson-legend lesson-points", parent);
  const item = (text, label, hollow) => {
    const root = element("span", "", legend);
    const canvas = element("canvas", "", root);
    const side = (canvas.width = canvas.height = Math.round(14 * (devicePixelRatio || 1)));
    canvas.setAttribute("aria-hidden", "true");
    (ends ? valueDot : dot)(canvas.getContext("2d"), label, colours, hollow, side / 2, side / 2, 0.36 * side);
    root.append(text);
  };
  if (ends) scaleBar(legend, colours, ends);
  else names.forEach((name, label) => item(name, label, false));
  if (test) item(say("test"), ends ? MIDDLE : 0, true);
}

export function glossary(parent, help) {
  const root = element("details", "lesson-help", parent);
  element("summary", "", root).textContent = say("What the numbers mean");
  const list = element("dl", "", root);
  for (const [label, words] of help) {
    element("dt", "", list).textContent = label;
    element("dd", "", list).textContent = words;
  }
}

// What is said under one title. At another moment it may stand in another place, so nothing of before may stay in it.
class Panel {
  constructor(parent) {
    this.root = element("section", "lesson-panel", parent);
    this.head = element("h3", "", this.root);
    this.numbers = element("dl", "lesson-numbers", this.root);
    this.words = element("p", "", this.root);
  }

  show({ title, words, numbers }) {
    setText(this.head, title);
    showNumbers(this.numbers, numbers);
    marked(this.words, words);
  }
}

export function showNumbers(list, numbers) {
  while (list.children.length > numbers.length) list.lastChild.remove();
  numbers.forEach(([label, text], i) => {
    const pair = list.children[i] ?? element("div", "", list);
    const [name, value] = pair.children.length ? pair.children : [element("dt", "", pair), element("dd", "", pair)];
    setText(name, label);
    setText(value, text);
  });
}

// What is on the page: Plotly figures that stay mounted, and the numbers, sentences and tables around them.
//
// A frame is what is on screen at one moment; the curves reach up to it. When it is whose turn, live_chart.js decides.

const CURVE_EVERY = 3; // a curve takes six times as long to draw as a picture, so it moves with every third

const { Diagram } = await import(`./diagram.js${new URL(import.meta.url).search}`); // of the same version

const CONFIG = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

export class Screen {
  constructor(Plotly, parent) {
    this.Plotly = Plotly;
    this.root = element("div", "live", parent);
    this.charts = new Map(); // name → its div
    this.figures = {};
    this.images = {}; // name → the pictures on screen
    this.values = []; // the elements that show the texts
    this.tables = [];
    this.diagrams = [];
    this.curves = {};
    this.shown = null; // the frame on screen
    this.sinceCurve = 0;
    this.width = 0;
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.root);
  }

  resize() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return; // Plotly refuses while hidden; a change of height is of no matter
    this.width = width;
    this.charts.forEach((div) => div._fullLayout && this.Plotly.Plots.resize(div));
    if (this.diagram) this.diagrams.forEach((diagram) => diagram.show(this.diagram));
  }

  setCharts({ charts, chartsId, metrics, panels, panelWidth }) {
    this.chartsId = chartsId;
    this.figures = Object.fromEntries(Object.entries(charts).map(([name, json]) => [name, JSON.parse(json)]));
    const layout = JSON.stringify([metrics, panelWidth, panels.map(({ title, ...rest }) => rest)]);
    if (layout !== this.layout) this.build(metrics, panels, panelWidth);
    this.layout = layout;
    panels.forEach(({ title }, i) => setText(this.titles[i], title));
    for (const [name, div] of this.charts) {
      const { aspect, height } = this.figures[name].layout.meta ?? {};
      Object.assign(div.style, { height: height ?? (aspect ? "auto" : ""), aspectRatio: aspect ?? "" });
    }
  }

  build(metrics, panels, panelWidth) {
    this.charts.forEach((div) => this.Plotly.purge(div));
    this.charts.clear();
    this.images = {};
    this.root.replaceChildren();
    this.progress = element("label", "live-progress", this.root);
    this.progress.hidden = true;
    this.progress.append("The connection was lost. Training again to where it was: ");
    element("progress", "", this.progress);
    this.values = labelled(metrics, "live-metrics", this.root);
    this.titles = [];
    this.tables = [];
    this.diagrams = [];
    let grid = null;
    for (const panel of panels) {
      if (panel.wide) grid = null;
      else grid ??= element("div", "live-panels", this.root);
      grid?.style.setProperty("--panel-width", `${panelWidth}rem`);
      this.buildPanel(panel, grid ?? this.root);
    }
  }

  buildPanel({ title, charts, metrics, sentence, table, wide, diagram }, parent) {
    const panel = element("section", wide ? "live-panel live-wide" : "live-panel", parent);
    this.titles.push(element("h3", "live-title", panel));
    for (const name of charts) {
      const div = element("div", `live-chart live-${name}`, panel);
      div.setAttribute("role", "figure");
      div.setAttribute("aria-label", `Chart: ${[title, name].filter(Boolean).join(", ")}`);
      this.charts.set(name, div);
    }
    if (diagram) this.diagrams.push(new Diagram(panel, element));
    if (sentence) {
      const words = element("p", "live-sentence", panel);
      words.setAttribute("aria-live", "polite");
      this.values.push(words);
    }
    this.values.push(...labelled(metrics, "live-numbers", panel));
    if (table.length) this.tables.push(new Table(table, panel));
  }

  // Draw everything anew, in the colours of the page's theme. Zoom stays: the figures carry a uirevision.
  paint() {
    Object.assign(this.images, this.shown?.images);
    const style = getComputedStyle(this.root);
    const text = style.getPropertyValue("--st-text-color");
    const line = style.getPropertyValue("--st-border-color");
    const family = style.getPropertyValue("--st-font");
    for (const [name, div] of this.charts) {
      const { data, layout } = structuredClone(this.figures[name]);
      const displayModeBar = layout.dragmode === false ? false : "hover";
      layout.font = { ...layout.font, family, color: text };
      for (const axis of axes(layout)) axis.gridcolor = axis.linecolor = line;
      if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false; // a finger scrolls the page
      (this.images[name] ?? []).forEach((png, i) => (layout.images[i].source = source(png)));
      if (camera(div)) layout.scene.camera = camera(div);
      const curve = this.curve(name);
      Object.entries(curve ?? {}).forEach(([part, traces]) => traces.forEach((values, i) => (data[i][part] = values)));
      this.Plotly.react(div, data, layout, { ...CONFIG, displayModeBar });
    }
    if (this.shown) this.showTexts(this.shown);
    if (this.diagram) this.diagrams.forEach((diagram) => diagram.show(this.diagram));
  }

  show(frame, withCurves) {
    this.shown = frame;
    Object.assign(this.images, frame.images);
    for (const [name, pictures] of Object.entries(frame.images)) {
      const sources = pictures.map((png, i) => [`images[${i}].source`, source(png)]);
      this.Plotly.relayout(this.charts.get(name), Object.fromEntries(sources));
    }
    this.showTexts(frame);
    if (!withCurves && ++this.sinceCurve < CURVE_EVERY) return;
    this.sinceCurve = 0;
    for (const [name, div] of this.charts) {
      const curve = this.curve(name);
      if (!curve || div._dragging || div.matches(":active")) continue; // who zooms or turns it is not disturbed
      if (camera(div)) div.layout.scene.camera = camera(div);
      this.Plotly.restyle(div, curve, [...curve.x.keys()]);
    }
  }

  showTexts({ texts, tables, diagram = this.diagram }) {
    if (diagram !== this.diagram) this.diagrams.forEach((each) => each.show(diagram));
    this.diagram = diagram;
    texts.forEach((text, i) => setText(this.values[i], text));
    tables.forEach((rows, i) => this.tables[i].show(rows));
  }

  // The curve up to the frame on screen: the history may reach further, since the server is ahead.
  curve(name) {
    const history = this.curves[name];
    if (!history || !this.shown) return null;
    const { x: now, traces } = this.shown;
    const end = history.at.findLastIndex((iteration) => iteration < now) + 1;
    const curve = { x: [], y: [], text: [], ...(history.z && { z: [] }) };
    traces[name].forEach(({ x = [now], y, z = [], text = "" }, i) => {
      const past = history.y[i].length ? end : 0;
      curve.x.push([...(history.x?.[i] ?? history.at).slice(0, past), ...x]);
      curve.y.push([...history.y[i].slice(0, past), ...y]);
      curve.z?.push([...history.z[i].slice(0, past), ...z]);
      curve.text.push(text);
    });
    return curve;
  }

  // How much of a way back is done, 0 to 1; null if there is none to show.
  showProgress(share) {
    this.progress.hidden = share === null;
    if (share !== null) this.progress.lastChild.value = share;
  }

  close() {
    this.root.remove();
    this.resizing.disconnect();
    this.charts.forEach((div) => this.Plotly.purge(div));
  }
}

// From where a chart in three dimensions is seen. Plotly writes it into the layout of the first drawing only.
function camera(div) {
  return div._fullLayout?.scene?._scene?.getCamera();
}

// The axes of a layout, those of three-dimensional scenes included.
function axes(layout) {
  return Object.entries(layout).flatMap(([key, part]) => {
    if (/^[xy]axis/.test(key)) return [part];
    return /^scene/.test(key) ? [part.xaxis, part.yaxis, part.zaxis].filter(Boolean) : [];
  });
}

// The numbers that a list of labels names; what changes is the text of the returned elements.
function labelled(labels, className, parent) {
  if (!labels.length) return [];
  const list = element("dl", className, parent);
  return labels.map((label) => {
    const item = element("div", "", list);
    element("dt", "", item).textContent = label;
    return element("dd", "", item);
  });
}

function setText(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

class Table {
  constructor(headings, parent) {
    const scroll = element("div", "live-scroll", parent);
    scroll.tabIndex = 0; // so that it can be scrolled without a mouse
    const table = element("table", "live-table", scroll);
    const row = element("tr", "", element("thead", "", table));
    for (const heading of headings) element("th", "", row).textContent = heading;
    this.body = element("tbody", "", table);
  }

  show(rows) {
    while (this.body.rows.length > rows.length) this.body.lastChild.remove();
    rows.forEach(([mark, cells], i) => {
      const row = this.body.rows[i] ?? element("tr", "", this.body);
      // A golden angle apart, so that neighbouring marks, and all of a few, are well apart in colour.
      row.style.background = mark < 0 ? "" : `hsl(${40 + 137.5 * mark} 90% 45% / 0.2)`;
      cells.forEach((text, j) => setText(row.cells[j] ?? element("td", "", row), text));
    });
  }
}

function source(png) {
  return `data:image/png;base64,${png}`;
}

export function element(tag, className, parent) {
  const made = document.createElement(tag);
  made.className = className;
  parent.append(made);
  return made;
}

// What a page or a lesson shows: figures that stay mounted, and the numbers, sentences and tables around them.
//
// A frame is what is on screen at one moment; the curves reach up to it. Whoever has the frames decides when to show which.

const PALE = 0.35; // opacity of a line that shows what would have happened without a change
const CURVE_EVERY = 3; // a curve takes six times as long to draw as a picture, so it is redrawn with every third

const { search } = new URL(import.meta.url); // of the same version
const { curveUpTo, cutOf, markTraces } = await import(`./curve.js${search}`);
const { sketch } = await import(`./sketch.js${search}`);
const { FEW, axes, endTurn, enlarge, isFitted, isLow, isZoomed, keepCamera, ownRanges, roomToDraw, shorten, source } = await import(`./fitting.js${search}`);
const { drawable, onPicture } = await import(`./flat.js${search}`);
const { Diagram } = await import(`../network/diagram.js${search}`);
const { Timeline } = await import(`./timeline.js${search}`);
const { call } = await import(`../basics/features.js${search}`);
const { FieldPattern } = await import(`./field_pattern.js${search}`);
const { Table, element, explain, labelled, oncePainted, setText } = await import(`../basics/parts.js${search}`);
const { significant } = await import(`../basics/rounding.js${search}`);
const { counted, locale, pgettext, say, tag } = await import(`../basics/words.js${search}`);

const LONG_ENOUGH = 2000; // milliseconds that a sentence stays while it plays, so that it can be read
const THIN = 250; // pixels: there more numbers would touch, and long ones stand upright and be cut off
const NARROW = 420; // pixels: in a narrower chart the legend has room only for the run's own lines
const SHORT = 350; // pixels: in a narrower one names in the legend are short, or they would take a row each

// Plotly's toolbar would be six stops of Tab before every chart: a drag zooms, with Shift it moves, a double click shows all
// again, and keys do the same (cursor.js); files are in "Export".
const CONFIG = { responsive: true, displayModeBar: false };

export class Screen {
  // time: the callbacks of time line and diagram, and alwaysLine, whether there is a time line if no chart has one
  constructor(parent, time) {
    this.time = time;
    this.Plotly = sketch; // until Plotly is loaded
    this.root = element("div", "live", parent);
    this.charts = new Map(); // name → its div
    this.figures = {};
    this.images = {}; // name → the pictures on screen
    this.traces = {}; // name → the points that the last frames have added to its curves
    this.values = []; // the elements of the texts
    this.tables = [];
    this.diagrams = [];
    this.curves = {};
    this.drawn = {}; // name → the traces last drawn, as text
    this.shown = null; // the frame on screen
    this.reached = 0; // the farthest iteration that has been on screen
    this.sinceCurve = 0;
    this.layers = []; // what features have put on the charts, see features.js
    this.cursors = []; // on the charts, for keys
    this.features = {}; // name → what the server says of it for its layers
    this.span = null; // the iterations that a curve is drawn over beside a run's
    this.isPaper = false; // whether it is on paper, where nobody draws
    this.playing = false;
    this.scale = 1; // of type and lines; more than 1 in Present
    this.around = new WeakSet(); // the blocks of the page around the chart
    this.resizing = new ResizeObserver((entries) => entries.forEach(({ target }) => this.resize(target)));
    this.resizing.observe(this.root);
    this.held = null; // the chart in which a pointer is held down: of a finger that moves, :active does not tell
    this.root.addEventListener("pointerdown", ({ target }) => (this.held = target.closest(".live-chart")), true);
    this.letGo = this.letGo.bind(this);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, this.letGo, true);
  }

  // A turn goes on until the next frame.
  letGo() {
    const { held } = this;
    if (!held) return;
    requestAnimationFrame(() => {
      endTurn(held);
      if (this.held === held) this.held = null;
    });
  }

  // The sizes of the network that can be changed in its picture; see sizes.js.
  setSizes(sizes) {
    this.sizes = sizes;
    this.diagrams.forEach((diagram) => diagram.setSizes(sizes));
  }

  // Plotly is loaded, and replaces the sketch.
  use(Plotly) {
    if (Plotly === this.Plotly) return;
    this.charts.forEach((div) => this.Plotly.purge(div));
    this.Plotly = Plotly;
    if (this.charts.size) this.paint();
  }

  // Something above has changed its height, or a chart its size: the style sheet ties that to the window.
  resize(target) {
    if (target.matches(".live-network")) return this.diagrams.forEach((diagram) => this.diagram && diagram.show(this.diagram));
    if (this.charts.get(target.dataset.chart) !== target) return this.fit();
    const { clientWidth: width, clientHeight: height } = target;
    if (!width || !height || !target.layout) return; // Plotly refuses while hidden
    if (isLow(height) !== target.low || this.isNarrow(target.dataset.chart, width) !== target.narrow) return this.paint();
    if (!isFitted(target)) this.Plotly.Plots.resize(target);
  }

  // Measure its distance from the top of the page: panels that fill the screen get the height left below.
  place() {
    const page = this.root.closest("[data-testid=stMain], .lesson");
    const width = this.root.clientWidth;
    if (!page || !width) return;
    const top = Math.round(this.root.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop);
    if (top !== this.top) this.root.style.setProperty("--live-top", `${(this.top = top)}px`);
    if (width !== this.width && this.diagram) this.diagrams.forEach((diagram) => diagram.show(this.diagram));
    this.width = width;
    // Anything that grows above makes one of these grow.
    for (let part = this.root.parentElement; part !== page; part = part.parentElement) {
      if (!part.matches("[data-testid=stVerticalBlock], .lesson-chapter") || this.around.has(part)) continue;
      this.around.add(part);
      this.resizing.observe(part);
    }
  }

  // The same, and what depends on it.
  fit() {
    this.place();
    if (!this.root.clientWidth) return; // off the page
    if (this.charts.size && this.scale !== this.wantedScale) this.paint(); // Present has begun or ended
    this.root.querySelectorAll(".live-sentence").forEach(Screen.measure);
  }

  setCharts({ charts, chartsId, layout: { numbers, panels, scale, readings = [] }, arrangement, fills }) {
    Object.assign(this, { chartsId, readings });
    this.whole = {}; // name → the layout of a figure before keys have zoomed into it
    this.figures = Object.fromEntries(Object.entries(charts).map(([name, json]) => [name, drawable(JSON.parse(json))]));
    this.called = Object.fromEntries(panels.flatMap(({ charts, called }) => charts.map((name, i) => [name, called[i]])));
    const layout = JSON.stringify({ language: tag(), numbers, scale, arrangement, fills, panels: panels.map(({ title, ...rest }) => rest) });
    const places = JSON.stringify([numbers.length, arrangement, fills, panels.map(({ charts, below, wide }) => [charts, below, wide])]);
    if (layout !== this.layout) this.build(numbers, panels, arrangement, fills, places === this.places);
    if (layout !== this.layout && scale) this.addScale(scale);
    Object.assign(this, { layout, places });
    panels.forEach(({ title }, i) => setText(this.titles[i], title));
    for (const [name, div] of this.charts) {
      const { aspect, height } = this.figures[name].layout.meta ?? {};
      Object.assign(div.style, { height: height ?? (aspect ? "auto" : ""), aspectRatio: aspect ?? "" });
      div.style.setProperty("--live-aspect", aspect ?? 1);
    }
  }

  build(numbers, panels, arrangement, fills, again) {
    const kept = again ? this.charts : new Map();
    const chosen = again ? this.diagrams.map((diagram) => diagram.chosen) : [];
    if (!again) {
      this.charts.forEach((div) => this.Plotly.purge(div));
      this.images = {};
      this.traces = {};
    }
    this.charts = new Map();
    this.root.replaceChildren();
    this.root.className = `live live-${arrangement}${fills ? " live-fills" : ""}`;
    this.progress = element("label", "live-progress", this.root);
    this.progress.hidden = true;
    element("span", "", this.progress);
    element("progress", "", this.progress);
    const help = Object.assign({}, ...panels.map((panel) => panel.help));
    const screen = element("div", "live-screen", this.root);
    const timed = (below) =>
      panels.filter((panel) => panel.below === below).flatMap(({ charts }) => charts).find((name) => this.timed(name));
    const [onChart, elsewhere] = [timed(false), timed(true)];
    const own = !onChart && (elsewhere || this.time.alwaysLine);
    const top = own ? element("div", "live-top", screen) : screen;
    this.values = labelled(numbers, "live-metrics", top, help);
    this.titles = [];
    this.tables = [];
    this.diagrams = [];
    const first = element("div", "live-panels", screen);
    const below = panels.some((panel) => panel.below) ? element("div", "live-panels live-below", this.root) : null;
    for (const panel of panels) this.buildPanel(panel, panel.below ? below : first, help, kept);
    this.diagrams.forEach((diagram, i) => (diagram.chosen = chosen[i] ?? null));
    const chart = this.charts.get(onChart) ?? null;
    this.timeline?.close();
    this.timeline = chart || own ? new Timeline(chart ?? top, chart, this.time) : null;
    this.layers.forEach((each) => each.close());
    this.layers = [...this.charts].flatMap(([name, div]) => call("onChart", this, name, div)).filter(Boolean);
    this.cursors.forEach((each) => each.close());
    this.cursors = [];
    const { charts } = this;
    oncePainted(async () => {
      const { cursorOn } = await import(`../cursor/cursor.js${search}`);
      if (charts === this.charts && this.root.isConnected) this.cursors = [...charts].map(([name, div]) => cursorOn(this, name, div)).filter(Boolean);
    });
    this.place();
    this.root.closest("[class*=st-key-place_of_]")?.setAttribute("data-drawn", ""); // see page.css
  }

  // Show this share of what a chart shows, around a place in shares of its axes; null shows all again.
  zoom(name, share, [across, up]) {
    const [div, figure] = [this.charts.get(name), this.figures[name]];
    this.whole[name] ??= structuredClone(figure.layout);
    if (share === null) figure.layout = { ...structuredClone(this.whole[name]), uirevision: performance.now() };
    else for (const [key, { range: [from, to] = [], fixedrange }] of Object.entries(div.layout).filter(([key]) => /^[xy]axis/.test(key))) {
      if (to === undefined || fixedrange) continue;
      const [at, less] = [key.startsWith("x") ? across : up, (1 - share) * (to - from)];
      Object.assign((figure.layout[key] ??= {}), { range: [from + at * less, to - (1 - at) * less], autorange: false });
    }
    this.paint();
  }

  // The bar of the colours of numbers, before the numbers above all panels.
  async addScale({ name, colours, ends }) {
    const list = this.values[0].closest("dl");
    const item = element("div", "live-scale", list);
    list.prepend(item);
    element("dt", "", item).textContent = name;
    const { scaleBar } = await import(`../basics/scale_bar.js${search}`);
    scaleBar(element("dd", "", item), colours, ends);
  }

  buildPanel({ title, charts, caption, numbers, sentence, table, wide, diagram }, parent, help, kept) {
    const panel = element("section", wide ? "live-panel live-wide" : "live-panel", parent);
    const heading = element("h3", "live-title", panel);
    this.titles.push(element("span", "", heading));
    explain(title, heading, help);
    for (const name of charts) {
      const div = kept.get(name) ?? element("div", `live-chart live-${name}`, panel);
      panel.append(div);
      div.setAttribute("role", "figure");
      const called = this.called[name];
      const what = title ? pgettext("a list", "{several}, {next}", { several: title, next: called }) : called;
      div.setAttribute("aria-label", say("Chart: {title}", { title: what }));
      div.dataset.chart = name;
      this.charts.set(name, div);
      this.resizing.observe(div);
      if (this.figures[name].noWebGL) element("p", "live-caption", panel).textContent = say("This browser has no WebGL, so the picture can't be turned.");
    }
    if (diagram === "network") {
      this.diagrams.push(new Diagram(panel, this.time, this.sizes));
      this.resizing.observe(this.diagrams.at(-1).network);
    }
    if (diagram === "unit") this.diagrams.at(-1).addUnit(panel, this.time);
    if (caption) this.values.push(element("p", "live-caption", panel));
    const list = labelled(numbers, "live-numbers", panel, help);
    if (sentence) {
      const words = element("p", "live-sentence", panel);
      words.setAttribute("aria-live", "polite");
      this.values.push(words);
    }
    this.values.push(...list);
    if (table.length) this.tables.push(new Table(table, panel, help));
  }

  // Whether a chart's x axis is the iteration, along the whole time line.
  timed(name) {
    return Boolean(this.figures[name].layout.meta?.timeline);
  }

  // Whether a chart with names in its legend that have a short form is too narrow for the long ones.
  isNarrow(name, width) {
    return Boolean(this.figures[name].layout.meta?.narrow) && width < SHORT * this.scale;
  }

  // Redraw everything, in the colours of the page's theme. Zoom is kept: the figures have a uirevision.
  paint() {
    Object.assign(this.images, this.shown?.images);
    Object.assign(this.traces, this.shown?.traces);
    this.drawn = {};
    const style = getComputedStyle(this.root);
    const { color: text } = style; // the system's, if it forces its colours
    const line = style.getPropertyValue("--st-border-color");
    const family = style.getPropertyValue("--st-font");
    this.root.dataset.scheme = style.colorScheme; // of the page: light or dark
    this.scale = this.wantedScale;
    const sizes = [...this.charts.values()].map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]); // all at once: after a drawing, each would cost a layout
    for (const [i, [name, div]] of [...this.charts].entries()) {
      const [width, height] = sizes[i];
      const { data, layout } = structuredClone(this.figures[name]);
      const finger = matchMedia("(pointer: coarse)").matches; // touch: a drag scrolls the page, and there is no hover
      layout.font = { ...layout.font, family, color: text };
      // On a phone the legend would crowd out the lines, and each pin's picture already shows the look of its line.
      if (width < NARROW) for (const trace of data) if (trace.meta?.pinned) trace.showlegend = false;
      div.narrow = this.isNarrow(name, width);
      if (div.narrow) layout.meta.narrow.forEach((short, i) => (data[i].name = short));
      if (this.scale !== 1) enlarge(data, layout, this.scale);
      for (const axis of axes(layout)) {
        axis.gridcolor ??= line;
        axis.linecolor = line;
        if (axis.title) axis.title.font = { size: layout.font.size }; // no louder than the numbers
      }
      div.low = isLow(height);
      if (div.low) shorten(layout, height);
      if (width < THIN && layout.xaxis) layout.xaxis.nticks = Math.min(layout.xaxis.nticks ?? FEW, FEW);
      if (finger) layout.dragmode = false;
      (this.images[name] ?? []).forEach((png, i) => (layout.images[i].source = source(png)));
      if (layout.scene && div.layout?.scene) layout.scene.camera = div.layout.scene.camera;
      const curve = this.curve(name);
      Object.entries(curve ?? {}).forEach(([part, traces]) => traces.forEach((values, i) => (data[i][part] = values)));
      Object.assign(layout, this.cut(div, layout, curve));
      // The future as it would have been without a change.
      (this.curves[name]?.pale ?? []).forEach(({ x, y }, i) => {
        const { yaxis, line } = data[i];
        data.push({ x, y, yaxis, line, type: "scatter", mode: "lines", opacity: PALE, showlegend: false, hovertemplate: `${say("%{y} without the change")}<extra></extra>` });
      });
      const marks = markTraces(this.curves[name]?.marks ?? [], data, this.reached / 2);
      data.push(...marks.map((each) => ({ ...each, hovertemplate: say("from here: %{text}<extra></extra>") })));
      div.headroom = this.headroom(div);
      for (const [axis, range] of Object.entries(div.headroom ?? {})) layout[axis].range = [...range]; // Plotly writes into it
      const ranges = ownRanges(layout);
      const before = div.ranges;
      div.ranges = JSON.stringify(ranges);
      div.locale ??= locale(); // a new one would make Plotly start over, and lose the zoom
      this.Plotly.react(div, data, layout, { ...CONFIG, ...div.locale });
      if (layout.scene && div.on) keepCamera(div);
      const { camera } = this.figures[name].layout.scene ?? {};
      if (camera) div.ondblclick = () => this.Plotly.relayout(div, { "scene.camera": camera }); // elsewhere Plotly does
      // With linked axes, Plotly would keep the ranges that it drew first, and show more than these.
      if (before && before !== div.ranges) this.Plotly.relayout(div, ranges);
      if (layout.meta?.classes) div.pattern ??= new FieldPattern(div);
      div.pattern?.show(layout, layout.images[0].source, { ink: text, scale: this.scale });
    }
    const { diagram } = this;
    if (this.shown) this.showTexts(this.shown);
    this.showTime();
    if (diagram && diagram === this.diagram) this.diagrams.forEach((each) => each.show(diagram)); // unless it has been, just now
  }

  show(frame, withCurves) {
    this.shown = frame;
    this.reached = Math.max(this.reached, frame.iteration);
    Object.assign(this.traces, frame.traces);
    for (const [name, pictures] of Object.entries(frame.images)) {
      const sources = pictures.map(source);
      const same = pictures.every((png, i) => png === this.images[name]?.[i]);
      if (same && typeof pictures[0] === "string") continue; // a canvas has been drawn anew
      this.images[name] = pictures;
      if (!same) this.Plotly.relayout(this.charts.get(name), Object.fromEntries(sources.map((each, i) => [`images[${i}].source`, each])));
      this.charts.get(name).pattern?.follow(sources[0]);
    }
    this.showTexts(frame);
    if (!withCurves && ++this.sinceCurve < CURVE_EVERY) return;
    this.sinceCurve = 0;
    for (const [name, div] of this.charts) {
      const curve = this.curve(name);
      if (!curve || !div.layout || div === this.held || div.matches(":active")) continue; // don't disturb zooming or turning
      if (this.isUnchanged(name)) continue;
      const before = div.cutAt;
      const cut = this.cut(div, div.layout, curve);
      this.Plotly.restyle(div, curve, [...curve.x.keys()]);
      if (div.cutAt !== before) this.Plotly.relayout(div, cut);
      this.makeRoom(div);
    }
    this.showTime();
  }

  // The handle moves with the dots at the ends of the curves.
  showTime() {
    if (!this.shown) return;
    this.timeline?.show(this.shown.iteration, this.reached, this.playing);
    const { isNew, isPaper, start, playing: plays } = this;
    this.layers.forEach((each) => each.show({ open: isNew && !isPaper, start, plays }));
    this.cursors.forEach((each) => each.show());
  }

  // Whether nothing of the run has been seen.
  get isNew() {
    return this.shown?.iteration === 0 && !this.reached && !this.playing;
  }

  // The axes of the costs have room for what a layer draws beyond the run, for as long as it keeps that, unless pinned
  // curves or a zoom have set them. A zoom of that room lasts, as Plotly keeps one only of the ranges that it was made of.
  // Returns their ranges; null where they follow the run.
  headroom(div) {
    const { data, layout } = this.figures[div.dataset.chart];
    if (isZoomed(div, layout)) return div.headroom;
    if (!this.layers.some(({ place, keepsRoom }) => place.parent === div && keepsRoom)) return null;
    const zoomed = layout.xaxis.range || (!div.headroom && div.layout?.xaxis.autorange === false);
    if (zoomed || data.some(({ meta }) => meta?.pinned)) return null;
    return roomToDraw(layout, this.span, this.curve("cost")?.y ?? []);
  }

  makeRoom(div) {
    const before = div.headroom ?? null;
    div.headroom = this.headroom(div);
    if (JSON.stringify(div.headroom) === JSON.stringify(before)) return;
    const change = div.headroom ? (axis) => [`${axis}.range`, [...div.headroom[axis]]] : (axis) => [`${axis}.autorange`, true];
    this.Plotly.relayout(div, Object.fromEntries(["xaxis", "yaxis"].map(change)));
  }

  // The first cost.
  get start() {
    return this.traces.cost?.[0]?.y[0];
  }

  // Whether a chart without a history is unchanged since it was last drawn.
  isUnchanged(name) {
    const now = JSON.stringify(this.traces[name]);
    const unchanged = this.curves[name].y.every((ys) => !ys.length) && this.drawn[name] === now;
    this.drawn[name] = now;
    return unchanged;
  }

  // Cut a linear cost axis below an initial spike that would flatten the rest, and note what is left out.
  cut(div, { meta, yaxis }, curve) {
    if (!meta?.cuts || !curve) return {};
    const { end, highest } = cutOf(meta.cuts, curve, this.shown.iteration, div.cutAt);
    div.cutAt = end;
    const text = div.cutAt ? say("▲ up to {highest}", { highest: significant(highest, 2) }) : "";
    const note = { text, x: 0.01, y: 0.99, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top", showarrow: false };
    return { yaxis: { ...yaxis, autorangeoptions: { clipmax: div.cutAt ?? undefined } }, annotations: text ? [note] : [] };
  }

  showTexts({ iteration, texts, tables, diagram = this.diagram }) {
    if (diagram !== this.diagram) this.diagrams.forEach((each) => each.show(diagram));
    this.diagram = diagram;
    const said = this.values.filter((part, i) => this.say(part, texts[i], iteration));
    said.forEach(Screen.measure); // after all, or each would cost a layout
    tables.forEach((rows, i) => rows && this.tables[i].show(rows));
  }

  // Sentences need time to be read, also by screen readers: during play each stays for a while before the next, and
  // some are not made with every picture (null). A sentence older than the picture says of which iteration it is.
  say(part, text, iteration) {
    if (part.className !== "live-sentence") return setText(part, text); // never measured
    const now = performance.now();
    const changes = text !== null && text !== part.textContent;
    if (changes && !(this.playing && now - part.since < LONG_ENOUGH)) [part.textContent, part.since] = [text, now];
    if (text === part.textContent) part.at = iteration;
    // While it plays it keeps saying so, since it would flicker.
    const isOlder = part.at !== iteration || (this.playing && part.dataset.at);
    if (isOlder && part.at !== undefined) part.dataset.at = say("iteration {number}", { number: counted(part.at) });
    else delete part.dataset.at;
    const said = `${part.textContent} ${part.dataset.at}`;
    const changed = said !== part.said;
    part.said = said;
    return changed;
  }

  // Mark a sentence that has more to say than room, where the style sheet limits that.
  static measure(part) {
    part.toggleAttribute("data-long", part.scrollHeight > part.clientHeight + 1);
  }

  get wantedScale() {
    return Number(getComputedStyle(this.root).getPropertyValue("--live-scale")) || 1;
  }

  // A curve with "kept" is only an end, to be joined to that number of points of the curve already here.
  setCurves(curves) {
    const grown = ([name, { kept, at, pale = this.curves[name]?.pale, marks = this.curves[name]?.marks, ...axes }]) => {
      if (!kept) return [name, curves[name]];
      const old = this.curves[name];
      const join = (start, end) => [...start.slice(0, kept), ...end];
      const lines = Object.entries(axes).map(([axis, ends]) => [axis, ends.map((end, i) => join(old[axis][i], end))]);
      return [name, { at: join(old.at, at), pale, marks, ...Object.fromEntries(lines) }];
    };
    this.curves = Object.fromEntries(Object.entries(curves).map(grown));
    const extras = JSON.stringify(Object.values(this.curves).map(({ pale, marks }) => [pale?.[0]?.x.length, pale?.[0]?.y[0], marks]));
    this.extrasChanged = extras !== this.drawnExtras; // what is not redrawn with every frame
    this.drawnExtras = extras;
  }

  // The curve up to the frame on screen: the history may reach further, since the server is ahead. On a time line the
  // curve reaches as far as has been seen.
  curve(name) {
    const history = this.curves[name];
    if (!history || !this.shown) return null;
    const { iteration: now } = this.shown;
    const curve = curveUpTo(history, this.traces[name], now, this.timed(name) ? this.reached : now);
    const { scene } = this.figures[name];
    return scene ? onPicture(scene, curve) : curve;
  }

  // Show the progress of seeking or restoring, share 0 to 1, and the reason; null hides it.
  showProgress(share, why) {
    this.progress.hidden = share === null;
    if (share === null) return;
    setText(this.progress.firstChild, why);
    this.progress.lastChild.value = share;
  }

  close() {
    this.layers.forEach((each) => each.close());
    this.root.remove();
    for (const end of ["pointerup", "pointercancel"]) removeEventListener(end, this.letGo, true);
    this.resizing.disconnect();
    this.charts.forEach((div) => this.Plotly.purge(div));
  }
}

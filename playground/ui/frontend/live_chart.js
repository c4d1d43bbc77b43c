// Plays a stream of pictures and curve points on Plotly figures that stay mounted.
//
// Python makes the figures, the pictures and the numbers (playground/ui/live_chart.py says what arrives). This file
// only shows each in its time, drops what belongs to an older run, and asks for more before it runs out:
//   "ask"  the queue runs low: send the next pictures
//   "stop" playing has stopped at the iteration x that is on screen
//   "resume" another player answers, after a restart of the server: train again up to what is on screen

const CURVE_EVERY = 3; // a curve takes six times as long to draw as a picture, so it moves with every third
const MIN_AHEAD = 0.13; // seconds left in the queue when more is asked for, however short the round trip
const MIN_TICK = 0.2; // seconds that one answer should last, at least
const MAX_PICTURES = 120; // in one answer
const FIRST_PATIENCE = 4000; // milliseconds to wait for an answer before asking again
const MOST_RESUMES = 3; // times to ask to be brought back, before what the server has is shown
const SHOW_PROGRESS = 1000; // milliseconds after which a way back gets a progress bar

const CONFIG = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

let loaded; // a promise of Plotly, once the first chart has asked for it
function load({ plotly, stylesheet }) {
  loaded ??= new Promise((resolve, reject) => {
    Object.assign(element("link", "", document.head), { rel: "stylesheet", href: stylesheet });
    const script = document.createElement("script");
    script.src = plotly;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`The chart library could not be loaded from ${plotly}. Reload the page.`));
    document.head.append(script);
  });
  return loaded;
}

function element(tag, className, parent) {
  const made = document.createElement(tag);
  made.className = className;
  parent.append(made);
  return made;
}

class Player {
  constructor(Plotly, parent) {
    this.Plotly = Plotly;
    this.root = element("div", "live", parent);
    this.charts = new Map(); // name → its div
    this.figures = {};
    this.images = {}; // name → the pictures on screen
    this.values = []; // the elements that show the texts
    this.tables = [];
    this.queue = [];
    this.curves = {};
    this.shown = null; // the frame on screen
    this.sinceCurve = 0;
    this.playing = false;
    this.asks = 0;
    this.pending = null; // the question that has no answer yet
    this.roundTrip = 0; // seconds; follows the longest of the recent ones
    this.patience = FIRST_PATIENCE;
    this.notBefore = 0; // when the server wants to be asked again
    this.resumes = 0; // how often it has asked to be brought back
    this.last = 0; // when the last frame was due
    this.stopped = null; // its word that it has stopped, until that is answered
    this.width = 0;
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.root);
    this.loop = this.loop.bind(this);
  }

  resize() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return; // Plotly refuses while hidden; a change of height is of no matter
    this.width = width;
    this.charts.forEach((div) => div._fullLayout && this.Plotly.Plots.resize(div));
  }

  receive(data, trigger) {
    this.trigger = trigger;
    if (data.tick === this.tick && data.run === this.run) return this.paint(); // nothing new but the theme
    this.tick = data.tick;
    this.answered(data.answer);
    if (!data.charts && !this.chartsId) return this.askForCharts(data);
    if (this.isLost(data)) return this.resume(data);
    this.resumes = 0;
    Object.assign(this, { player: data.player, start: data.start, story: data.story });
    this.notBefore = performance.now() + 1000 * data.wait;

    const newRun = data.run !== this.run;
    const paused = this.playing && !data.playing;
    if (newRun || !data.playing) this.queue = [];
    this.run = data.run;
    this.rate = data.rate;
    this.ended = data.ended;
    this.curves = data.curves;
    if (data.charts) this.setCharts(data);
    this.showProgress(data.replayed);
    // An answer continues from where the queue ended when it was asked for. One to an older question comes too late:
    // the newer question asks for the same pictures again.
    if (data.answer === this.asks) this.queue.push(...data.frames);

    // After a pause the server is ahead: let it come back to what is on screen, and until it has, show nothing else.
    const ahead = data.now && this.shown && data.now.x > this.shown.x;
    const here = data.now && this.shown && data.now.x === this.shown.x; // perhaps with pictures that the frame left out
    const waits = this.stopped && data.answer !== this.stopped.number && performance.now() - this.stopped.at < this.patience;
    if (paused && !newRun && ahead && !this.stopped) this.stop();
    else if (data.now && (newRun || (!data.playing && (here || !waits)))) this.shown = data.now;
    if (newRun || data.answer === this.stopped?.number) this.stopped = null;
    if (data.charts) this.paint();
    else if (!data.playing && this.shown) this.show(this.shown, true);

    const idle = !this.playing;
    this.playing = data.playing;
    if (this.playing) this.stopped = null;
    if (this.playing && idle) this.loopSoon();
  }

  // Another player that starts the same run from the beginning: the server was restarted, or has forgotten this page.
  isLost({ player, start, now }) {
    const other = this.player && player !== this.player && start === this.start;
    return other && this.story && this.shown?.x > 0 && now?.x === 0 && this.resumes < MOST_RESUMES;
  }

  resume({ run }) {
    if (!this.resumes++) this.resumedAt = performance.now();
    this.run = run;
    this.queue = [];
    this.stopped = null;
    const { start, story, playing, shown: { x } } = this;
    this.pending = { number: ++this.asks, at: performance.now() };
    this.trigger("resume", { run, number: this.asks, start, x, playing, story });
  }

  showProgress(share) {
    const shown = share !== null && performance.now() - this.resumedAt > SHOW_PROGRESS;
    this.progress.hidden = !shown;
    if (shown) this.progress.lastChild.value = share;
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
    let grid = null;
    for (const panel of panels) {
      if (panel.wide) grid = null;
      else grid ??= element("div", "live-panels", this.root);
      grid?.style.setProperty("--panel-width", `${panelWidth}rem`);
      this.buildPanel(panel, grid ?? this.root);
    }
  }

  buildPanel({ title, charts, metrics, sentence, table, wide }, parent) {
    const panel = element("section", wide ? "live-panel live-wide" : "live-panel", parent);
    this.titles.push(element("h3", "live-title", panel));
    for (const name of charts) {
      const div = element("div", `live-chart live-${name}`, panel);
      div.setAttribute("role", "figure");
      div.setAttribute("aria-label", `Chart: ${[title, name].filter(Boolean).join(", ")}`);
      this.charts.set(name, div);
    }
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
      for (const axis of [layout.xaxis, layout.yaxis]) axis.gridcolor = axis.linecolor = line;
      if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false; // a finger scrolls the page
      (this.images[name] ?? []).forEach((png, i) => (layout.images[i].source = source(png)));
      const curve = this.curve(name);
      curve?.x.forEach((x, i) => Object.assign(data[i], { x, y: curve.y[i], text: curve.text[i] }));
      this.Plotly.react(div, data, layout, { ...CONFIG, displayModeBar });
    }
    if (this.shown) this.showTexts(this.shown);
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
      if (curve && !div._dragging) this.Plotly.restyle(div, curve, [...curve.x.keys()]);
    }
  }

  showTexts({ texts, tables }) {
    texts.forEach((text, i) => setText(this.values[i], text));
    tables.forEach((rows, i) => this.tables[i].show(rows));
  }

  // The curve up to the frame on screen: the history may reach further, since the server is ahead.
  curve(name) {
    const history = this.curves[name];
    if (!history || !this.shown) return null;
    const { x: now, traces } = this.shown;
    const end = history.at.findLastIndex((iteration) => iteration < now) + 1;
    const curve = { x: [], y: [], text: [] };
    traces[name].forEach(({ x = [now], y, text = "" }, i) => {
      const past = history.y[i].length ? end : 0;
      curve.x.push([...(history.x?.[i] ?? history.at).slice(0, past), ...x]);
      curve.y.push([...history.y[i].slice(0, past), ...y]);
      curve.text.push(text);
    });
    return curve;
  }

  loop(now) {
    if (!this.playing) return;
    const interval = this.interval(now);
    // A screen's frames do not come on the dot: one that is nearly due is due. After a gap, start counting anew.
    if (this.queue.length && now - this.last >= interval - 4) {
      this.last = now - this.last > 2 * interval ? now : this.last + interval;
      this.show(this.queue.shift(), this.rate < 20);
    }
    if (!this.ended) this.ask(now);
    else if (this.queue.length === 0 && !(now - this.stopped?.at < this.patience)) this.stop();
    this.loopSoon();
  }

  // In the next frame, once, even if a pause and a play came within this one.
  loopSoon() {
    cancelAnimationFrame(this.nextFrame);
    this.nextFrame = requestAnimationFrame(this.loop);
  }

  // Milliseconds between two pictures: if there are fewer than wanted, they are spread until more are due.
  interval(now) {
    const wanted = 1000 / this.rate;
    if (!this.queue.length || this.ended) return wanted;
    const asked = this.pending?.at ?? Math.max(now, this.notBefore);
    return Math.max(wanted, (asked + 1000 * this.roundTrip - now) / this.queue.length);
  }

  ask(now) {
    if (now < this.notBefore) return;
    const interval = 1000 / this.rate;
    if (this.pending) {
      if (now - this.pending.at < this.patience) return;
      this.patience *= 2; // the server may merely be slow, and every question costs it time
    }
    const left = (this.queue.length * interval + Math.max(0, interval - (now - this.last))) / 1000;
    if (left > MIN_AHEAD + 1.2 * this.roundTrip) return;
    const seconds = Math.max(MIN_TICK, 1.5 * this.roundTrip);
    const pictures = Math.min(MAX_PICTURES, Math.max(1, Math.round(seconds * this.rate)));
    this.pending = { number: ++this.asks, at: now };
    const x = (this.queue.at(-1) ?? this.shown).x;
    this.trigger("ask", { run: this.run, tick: this.tick, charts: this.chartsId, number: this.asks, x, pictures });
  }

  // The page was built anew without the server's knowledge, so it sent none.
  askForCharts({ run, now, frames }) {
    const { x } = now ?? frames.at(-1);
    this.trigger("ask", { run, tick: this.tick, charts: "", number: ++this.asks, x, pictures: 0 });
  }

  // Any new data ends the wait: what came instead of an answer has taken its place.
  answered(number) {
    if (this.pending?.number === number) {
      const took = (performance.now() - this.pending.at) / 1000;
      this.roundTrip = Math.max(took, 0.9 * this.roundTrip + 0.1 * took);
      this.patience = Math.max(FIRST_PATIENCE, 4000 * this.roundTrip);
    }
    this.pending = null;
  }

  stop() {
    this.stopped = { number: ++this.asks, at: performance.now() };
    this.trigger("stop", { run: this.run, number: this.asks, x: this.shown.x });
  }

  // The chart has left the page: stand still, perhaps to be put back.
  leave() {
    this.playing = false;
    this.root.remove();
  }

  close() {
    this.leave();
    this.resizing.disconnect();
    this.charts.forEach((div) => this.Plotly.purge(div));
  }
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
    const table = element("table", "live-table", element("div", "live-scroll", parent));
    const row = element("tr", "", element("thead", "", table));
    for (const heading of headings) element("th", "", row).textContent = heading;
    this.columns = headings.length;
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

const players = new WeakMap(); // parent element → its player
let away; // the player that left the page last

// Streamlit calls this with every update, and calls what it returned when the chart has left the page. It also calls
// what an update returned that a newer one has overtaken; then the chart is still there, and must stay. And it may take
// the chart off the page only to put it back at once, into another element: when messages were lost on the way, or
// dropped by the server because the next run of the script had begun. Then the same player goes on.
export default async function ({ data, parentElement, setTriggerValue }, files) {
  const Plotly = await load(files);
  if (!players.has(parentElement)) {
    if (away?.run === data.run) parentElement.append(away.root);
    else away?.close();
    players.set(parentElement, away?.run === data.run ? away : new Player(Plotly, parentElement));
    away = undefined;
  }
  players.get(parentElement).receive(data, setTriggerValue);
  return () => {
    const player = players.get(parentElement);
    if (parentElement.isConnected || !player) return;
    players.delete(parentElement);
    away?.close();
    away = player;
    player.leave();
  };
}

// Plays a stream of pictures and curve points on Plotly figures that stay mounted.
//
// Python makes the figures, the pictures and the numbers (playground/ui/live_chart.py says what arrives). This file
// only shows each in its time, drops what belongs to an older run, and asks for more before it runs out:
//   "ask"  the queue runs low: send the next pictures
//   "stop" playing has stopped at the iteration x that is on screen

const CURVE_EVERY = 3; // a curve takes six times as long to draw as a picture, so it moves with every third
const MIN_AHEAD = 0.13; // seconds left in the queue when more is asked for, however short the round trip
const MIN_TICK = 0.2; // seconds that one answer should last, at least
const MAX_PICTURES = 120; // in one answer
const FIRST_PATIENCE = 4000; // milliseconds to wait for an answer before asking again

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
  constructor(root, Plotly) {
    this.Plotly = Plotly;
    this.root = element("div", "live", root);
    this.metrics = element("dl", "live-metrics", this.root);
    this.grid = element("div", "live-charts", this.root);
    this.charts = new Map(); // name → its div
    this.figures = {};
    this.values = []; // the elements that show the numbers
    this.queue = [];
    this.curves = {};
    this.shown = null; // the frame on screen
    this.sinceCurve = 0;
    this.playing = false;
    this.asks = 0;
    this.pending = null; // the question that has no answer yet
    this.roundTrip = 0; // seconds; follows the longest of the recent ones
    this.patience = FIRST_PATIENCE;
    this.last = 0; // when the last frame was due
    this.stopped = null; // its word that it has stopped, until that is answered
    this.resizing = new ResizeObserver(() => this.charts.forEach((div) => Plotly.Plots.resize(div)));
    this.resizing.observe(this.grid);
    this.loop = this.loop.bind(this);
  }

  receive(data, trigger) {
    this.trigger = trigger;
    if (data.tick === this.tick && data.run === this.run) return this.paint(); // nothing new but the theme
    this.tick = data.tick;
    this.answered(data.answer);
    if (!data.charts && !this.chartsId) return this.askForCharts(data);

    const newRun = data.run !== this.run;
    const paused = this.playing && !data.playing;
    if (newRun || !data.playing) this.queue = [];
    this.run = data.run;
    this.rate = data.rate;
    this.ended = data.ended;
    this.curves = data.curves;
    if (data.charts) this.setCharts(data);
    // An answer continues from where the queue ended when it was asked for. One to an older question comes too late:
    // the newer question asks for the same pictures again.
    if (data.answer === this.asks) this.queue.push(...data.frames);

    // After a pause the server is ahead: let it come back to what is on screen, and until it has, show nothing else.
    const ahead = data.now && this.shown && data.now.x > this.shown.x;
    const waits = this.stopped && data.answer !== this.stopped.number && performance.now() - this.stopped.at < this.patience;
    if (paused && !newRun && ahead && !this.stopped) this.stop();
    else if (data.now && (newRun || (!data.playing && !waits))) this.shown = data.now;
    if (newRun || data.answer === this.stopped?.number) this.stopped = null;
    if (data.charts) this.paint();
    else if (!data.playing && this.shown) this.show(this.shown, true);

    const idle = !this.playing;
    this.playing = data.playing;
    if (this.playing) this.stopped = null;
    if (this.playing && idle) requestAnimationFrame(this.loop);
  }

  setCharts({ charts, chartsId, metrics }) {
    this.chartsId = chartsId;
    this.figures = Object.fromEntries(Object.entries(charts).map(([name, json]) => [name, JSON.parse(json)]));
    for (const [name, div] of this.charts) {
      if (name in charts) continue;
      this.Plotly.purge(div);
      div.remove();
      this.charts.delete(name);
    }
    for (const name of Object.keys(charts)) {
      if (!this.charts.has(name)) this.charts.set(name, element("div", `live-chart live-${name}`, this.grid));
      this.charts.get(name).setAttribute("role", "figure");
      this.charts.get(name).setAttribute("aria-label", `Chart: ${name}`);
    }
    if (`${metrics}` === `${this.labels}`) return;
    this.labels = metrics;
    this.metrics.replaceChildren();
    this.values = metrics.map((label) => {
      const metric = element("div", "", this.metrics);
      element("dt", "", metric).textContent = label;
      return element("dd", "", metric);
    });
  }

  // Draw everything anew, in the colours of the page's theme. Zoom stays: the figures carry a uirevision.
  paint() {
    const style = getComputedStyle(this.root);
    const text = style.getPropertyValue("--st-text-color");
    const line = style.getPropertyValue("--st-border-color");
    const family = style.getPropertyValue("--st-font");
    for (const [name, div] of this.charts) {
      const { data, layout } = structuredClone(this.figures[name]);
      layout.font = { ...layout.font, family, color: text };
      for (const axis of [layout.xaxis, layout.yaxis]) axis.gridcolor = axis.linecolor = line;
      if (matchMedia("(pointer: coarse)").matches) layout.dragmode = false; // a finger scrolls the page
      (this.shown?.images[name] ?? []).forEach((png, i) => (layout.images[i].source = source(png)));
      const { x, y } = this.curve(name) ?? { x: [], y: [] };
      x.forEach((values, i) => Object.assign(data[i], { x: values, y: y[i] }));
      this.Plotly.react(div, data, layout, CONFIG);
    }
    if (this.shown) this.showTexts(this.shown);
  }

  show(frame, withCurves) {
    this.shown = frame;
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

  showTexts(frame) {
    frame.texts.forEach((text, i) => (this.values[i].textContent = text));
  }

  // The curve up to the frame on screen: the history may reach further, since the server is ahead.
  curve(name) {
    const history = this.curves[name];
    if (!history || !this.shown) return null;
    const { x, tips } = this.shown;
    const end = history.x.findLastIndex((value) => value < x) + 1;
    return {
      x: history.y.map((y) => (y.length ? [...history.x.slice(0, end), x] : [x])),
      y: history.y.map((y, i) => (y.length ? [...y.slice(0, end), tips[name][i]] : [tips[name][i]])),
    };
  }

  loop(now) {
    if (!this.playing) return;
    const interval = 1000 / this.rate;
    // A screen's frames do not come on the dot: one that is nearly due is due. After a gap, start counting anew.
    if (this.queue.length && now - this.last >= interval - 4) {
      this.last = now - this.last > 2 * interval ? now : this.last + interval;
      this.show(this.queue.shift(), this.rate < 20);
    }
    if (!this.ended) this.ask(now, interval);
    else if (this.queue.length === 0 && !(now - this.stopped?.at < this.patience)) this.stop();
    requestAnimationFrame(this.loop);
  }

  ask(now, interval) {
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

  close() {
    this.playing = false;
    this.resizing.disconnect();
    this.charts.forEach((div) => this.Plotly.purge(div));
    this.root.remove();
  }
}

function source(png) {
  return `data:image/png;base64,${png}`;
}

const players = new WeakMap();

// Streamlit calls this with every update, and calls what it returned when the chart has left the page. It also calls
// what an update returned that a newer one has overtaken; then the chart is still there, and must stay.
export default async function ({ data, parentElement, setTriggerValue }, files) {
  const Plotly = await load(files);
  if (!players.has(parentElement)) players.set(parentElement, new Player(parentElement, Plotly));
  players.get(parentElement).receive(data, setTriggerValue);
  return () => {
    if (parentElement.isConnected) return;
    players.get(parentElement)?.close();
    players.delete(parentElement);
  };
}

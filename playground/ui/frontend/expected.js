// The cost curve that a visitor expects, drawn on the chart before Play with pointer, finger or keys. It stays there as a
// pale line. That is no trace of the chart: a trace would stretch the axes, which follow the run.
//
// The server keeps the curve, and says in words how the run differs from it (playground/lessons/expected_curve.py).

const MOST_POINTS = 15; // that a link holds
const STEP = 0.05; // of the cross per arrow key, as a share of the axis; with Shift a tenth of it
const ROOM = 1.03; // beyond the last iteration, so that its number is on the axis
const ABOVE = 1.6; // the vertical axis reaches to this many times the first cost
const BELOW = 100; // and, if it is logarithmic, down to this part of it
const CROSS = "M-8,0H-2M2,0H8M0,-8V-2M0,2V8";

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`./parts.js${search}`);
const { counted, say } = await import(`./words.js${search}`);

export class Expected {
  // chart: on whose axes it is drawn. expect(points): called with pairs of iteration and cost when they have changed;
  // pending(): those on their way to the server, if any.
  constructor(chart, { expect, expecting }) {
    Object.assign(this, { chart, expect, pending: expecting });
    this.draw = this.draw.bind(this);
    this.points = [];
    this.at = null; // the cross, where keys or pointer have been last, in pixels of the sheet
    this.byKeys = false;
    this.stroke = null; // the one that is being drawn
    this.given = null; // what the server says: span, the iterations to draw over, and the points; null for nothing to draw
    this.open = false; // whether nothing of the run has been seen yet
    this.root = element("div", "live-expected", chart);
    this.sheet = shape("svg", { role: "application", tabindex: -1 }, this.root);
    this.line = shape("path", { class: "live-expected-line" }, this.sheet);
    this.cross = shape("path", { class: "live-expected-cross", d: CROSS }, this.sheet);
    this.said = element("p", "live-expected-said", this.root);
    this.away = element("button", "live-expected-away", this.root);
    Object.assign(this.away, { type: "button", textContent: "×", title: say("Take your curve away") });
    this.away.setAttribute("aria-label", this.away.title);
    this.away.addEventListener("click", () => this.change([]));
    this.sheet.setAttribute("aria-label", say("The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."));
    this.sheet.addEventListener("pointerdown", (event) => this.begin(event));
    this.sheet.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.sheet.addEventListener(end, (event) => this.end(event));
    this.sheet.addEventListener("keydown", (event) => this.key(event));
    this.sheet.addEventListener("focus", () => this.sheet.matches(":focus-visible") && this.useKeys(true));
    this.sheet.addEventListener("blur", () => this.useKeys(false));
  }

  close() {
    this.root.remove();
    this.chart.removeListener?.("plotly_afterplot", this.draw);
  }

  get axes() {
    const { xaxis, yaxis } = this.chart._fullLayout ?? {};
    return xaxis?._length && yaxis?._length ? { x: xaxis, y: yaxis } : null;
  }

  // The ranges of the axes while it can be drawn over this many iterations, in Plotly's units.
  ranges({ xaxis, yaxis }, span, start) {
    const first = start || 1;
    return {
      xaxis: xaxis.type === "log" ? [0, Math.log10(Math.max(2, ROOM * span))] : [0, ROOM * span],
      yaxis: yaxis.type === "log" ? [first / BELOW, ABOVE * first].map(Math.log10) : [0, ABOVE * first],
    };
  }

  // given: see above. open: whether it can still be drawn. start: the first cost. plays: whether the run moves.
  show(given, { open, start, plays }) {
    if (!this.chart.on) return; // Plotly has yet to draw the chart
    if (!this.listens) this.chart.on("plotly_afterplot", this.draw); // its axes may have moved
    Object.assign(this, { listens: true, given, open: open && Boolean(given), start, plays });
    if (!this.open) this.at = null;
    if (!this.open && document.activeElement === this.sheet) this.sheet.blur(); // the page's keys are back
    if (!this.stroke) this.points = this.pending() ?? given?.points ?? [];
    this.draw();
  }

  // Everything, if anything has changed.
  draw() {
    const { axes } = this;
    this.root.hidden = !axes || !this.given;
    if (this.root.hidden) return;
    const { x, y } = axes;
    const box = { left: x._offset, top: y._offset, width: x._length, height: y._length };
    const all = JSON.stringify([box, x.range, y.range, x.type, y.type, this.points, this.at, this.open, this.plays, this.byKeys, this.stroke]);
    if (all === this.drawn) return;
    this.drawn = all;
    for (const [side, value] of Object.entries(box)) this.root.style[side] = `${value}px`;
    this.root.classList.toggle("live-expected-open", this.open);
    this.root.classList.toggle("live-expected-by-keys", Boolean(this.open && this.byKeys && this.at));
    this.sheet.setAttribute("tabindex", this.open ? 0 : -1);
    this.line.setAttribute("d", this.points.map((point, i) => `${i ? "L" : "M"}${this.toPixels(point)}`).join(""));
    if (this.at) this.cross.setAttribute("transform", `translate(${this.at})`);
    this.away.hidden = !this.points.length || this.plays;
    this.said.setAttribute("aria-live", this.byKeys ? "polite" : "off"); // a pointer would never stop talking
    setText(this.said, this.words());
  }

  // Whether the cross is shown, which keys move.
  useKeys(byKeys) {
    this.byKeys = byKeys;
    if (byKeys && this.axes) this.at ??= this.toPixels(this.points.at(-1) ?? [this.first, this.start]);
    this.draw();
  }

  words() {
    if (!this.open) return "";
    if (!this.at || !(this.byKeys || this.stroke)) return this.points.length ? "" : say("Draw the curve that you expect");
    const [iteration, cost] = this.toValues(this.at);
    return say("iteration {number}, cost {cost}", { number: counted(iteration), cost: cost.toPrecision(2) });
  }

  // From iteration and cost to pixels of the sheet. On a logarithmic axis, 0 is at its edge.
  toPixels([iteration, cost]) {
    const { x, y } = this.axes;
    const [across, up] = [x.d2p(iteration), y.d2p(cost)];
    return [Number.isFinite(across) ? across : 0, Number.isFinite(up) ? up : y._length];
  }

  toValues([across, up]) {
    const { x, y } = this.axes;
    return [Math.max(this.first, Math.round(x.p2d(across))), Math.max(0, y.p2d(up))];
  }

  // The first iteration on the axis.
  get first() {
    return this.axes.x.type === "log" ? 1 : 0;
  }

  inside([across, up]) {
    const { x, y } = this.axes;
    return [Math.min(x._length, Math.max(0, across)), Math.min(y._length, Math.max(0, up))];
  }

  // A point further on; what was drawn from there on goes, so a stroke to the left is a correction. The curve begins
  // where the run does.
  put(place) {
    this.at = this.inside(place);
    const [iteration, cost] = this.toValues(this.at);
    const before = this.points.slice(1).filter(([other]) => other < iteration);
    this.points = [[this.first, this.start], ...before, ...(iteration > this.first ? [[iteration, cost]] : [])];
    this.draw();
  }

  placeOf({ clientX, clientY }) {
    const { left, top } = this.sheet.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  begin(event) {
    if (!this.open || this.stroke || event.button) return;
    event.preventDefault(); // nor is it focused: the arrow keys have other meanings for whoever draws with a pointer
    this.byKeys = false;
    this.sheet.setPointerCapture(event.pointerId);
    this.stroke = { pointer: event.pointerId, before: this.points };
    this.put(this.placeOf(event));
  }

  move(event) {
    if (this.stroke?.pointer !== event.pointerId) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) this.put(this.placeOf(each));
  }

  // A finger that scrolls the page takes its stroke back.
  end({ type, pointerId }) {
    if (this.stroke?.pointer !== pointerId) return;
    const { before } = this.stroke;
    this.stroke = null;
    this.change(type === "pointercancel" ? before : this.points);
  }

  key(event) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!this.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrows[event.key] || event.key === "Enter") this.useKeys(true);
    if (arrows[event.key]) {
      const step = event.shiftKey ? STEP / 10 : STEP;
      const { x, y } = this.axes;
      const [across, up] = this.at;
      const [right, down] = arrows[event.key];
      this.at = this.inside([across + step * right * x._length, up + step * down * y._length]);
      this.draw();
    } else if (event.key === "Enter") {
      this.put(this.at);
      this.change(this.points);
    } else if (event.key === "Backspace") this.change(this.points.length > 2 ? this.points.slice(0, -1) : []);
    else if (event.key === "Delete") this.change([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The point where the run begins is no curve yet.
  change(points) {
    this.points = points.length > 1 ? thinned(points, (point) => this.toPixels(point)) : [];
    const before = this.pending() ?? this.given.points;
    if (JSON.stringify(this.points) !== JSON.stringify(before)) this.expect(this.points);
    this.draw();
  }
}

// The same curve with few points: those go first that change the picture least, by the area that they span with their
// neighbours.
function thinned(points, toPixels) {
  const left = points.map((point) => ({ point, at: toPixels(point) }));
  const area = (i) => {
    const [[a, b], [c, d], [e, f]] = [left[i - 1].at, left[i].at, left[i + 1].at];
    return Math.abs((c - a) * (f - b) - (e - a) * (d - b));
  };
  while (left.length > MOST_POINTS) {
    const areas = left.slice(1, -1).map((_, i) => area(i + 1));
    left.splice(1 + areas.indexOf(Math.min(...areas)), 1);
  }
  return left.map(({ point }) => point);
}

// A line that somebody draws on a chart with pointer, finger or keys, such as one that goes on from iteration to iteration
// (DrawnCurve). It is no trace of the chart: a trace would stretch the axes, which follow the run.
//
// It knows no chart, only a *place* on the page:
//   parent: the element that the axes are in
//   axes: null while there are none, or {left, top, width, height}, pixels in the parent; toPixels and toValues, from a pair
//     of values to pixels right of left and below top, and back; first, the least value across; state, which tells whether
//     the scale has changed
//   follow(draw): calls it when the axes may have moved; returns a function that ends this, or null if it is too early

const MOST_POINTS = 15; // that a link holds
const STEP = 0.05; // of the cross per arrow key, as a share of the axis; with Shift a tenth of it
const CROSS = "M-8,0H-2M2,0H8M0,-8V-2M0,2V8";

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`../basics/elements.js${search}`);
const keys = await import(`../keyboard/keys.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

export class DrawnLine {
  // name: of the line, in the link, too. texts: hint; label of the surface; away, title of the button that takes the line
  // away, if there is to be one; place(point), a point in words. expect(name, points): called with pairs of numbers when
  // they have changed; expecting(name): those on their way to the server, if any.
  constructor(name, place, texts, { expect, expecting }) {
    Object.assign(this, { name, place, texts });
    this.expect = (points) => expect(name, points);
    this.pending = () => expecting(name);
    this.draw = this.draw.bind(this);
    this.points = [];
    this.at = null; // the cross, where keys or pointer have been last, in pixels of the surface
    this.byKeys = false;
    this.stroke = null; // the one that is being drawn
    this.given = null; // what the server says: the points, and what else a kind of line needs; null for nothing to draw
    this.open = false; // whether nothing of the run has been seen yet
    this.root = element("div", "drawn", place.parent);
    this.surface = shape("svg", { role: "application", tabindex: -1 }, this.root);
    this.rest = shape("path", { class: "drawn-rest" }, this.surface);
    this.line = shape("path", { class: "drawn-line" }, this.surface);
    this.cross = shape("path", { class: "drawn-cross", d: CROSS }, this.surface);
    this.said = element("p", "drawn-said", this.root);
    this.away = element("button", "drawn-away", this.root);
    Object.assign(this.away, { type: "button", textContent: "×", title: texts.away ?? "", hidden: true });
    this.away.setAttribute("aria-label", this.away.title);
    this.away.addEventListener("click", () => this.change([]));
    this.surface.setAttribute("aria-label", texts.label);
    this.surface.addEventListener("pointerdown", (event) => this.begin(event));
    this.surface.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.surface.addEventListener(end, (event) => this.end(event));
    const here = { at: this.surface, group: "drawing", when: () => this.open };
    keys.add(
      { ...here, keys: Object.keys(keys.ARROWS), words: say("Move the cross, slowly with Shift"), does: (event) => this.moveCross(event) },
      { ...here, keys: ["Enter"], words: say("Set a point"), does: () => this.set() },
      { ...here, keys: ["Backspace"], words: say("Take the last point back"), does: () => this.change(this.points.length > 2 ? this.points.slice(0, -1) : []) },
      { ...here, keys: ["Delete"], words: say("Take all points back"), does: () => this.change([]) },
    );
    this.surface.addEventListener("focus", () => this.surface.matches(":focus-visible") && this.useKeys(true));
    this.surface.addEventListener("blur", () => this.useKeys(false));
  }

  close() {
    this.root.remove();
    this.leave?.();
  }

  get axes() {
    return this.place.axes;
  }

  toPixels(point) {
    return this.axes.toPixels(point);
  }

  toValues(pixels) {
    return this.axes.toValues(pixels);
  }

  // given: what the server says of the line; closed, if this page shows it but nobody draws here. open: whether it can still be drawn. start: the first cost. plays: whether the run moves.
  show(given, { open, start, plays }) {
    this.leave ??= this.place.follow(this.draw);
    if (!this.leave) return;
    Object.assign(this, { given, open: open && Boolean(given) && !given.closed, start, plays });
    if (!this.open) this.at = null;
    if (!this.open && document.activeElement === this.surface) this.surface.blur(); // the page's keys are back
    const begun = this.open && this.points.length === 1 && !given.points.length; // by keys: no line yet
    if (!this.stroke && !begun) this.points = this.pending() ?? given?.points ?? [];
    this.draw();
  }

  // Everything, if anything has changed.
  draw() {
    const { axes } = this;
    this.root.hidden = !axes || !this.given;
    if (this.root.hidden) return;
    const { left, top, width, height, state } = axes;
    const box = { left, top, width, height };
    const all = JSON.stringify([box, state, this.points, this.given, this.at, this.open, this.plays, this.byKeys, this.stroke]);
    if (all === this.drawn) return;
    this.drawn = all;
    for (const [side, value] of Object.entries(box)) this.root.style[side] = `${value}px`;
    this.root.classList.toggle("drawn-open", this.open);
    this.root.classList.toggle("drawn-by-keys", Boolean(this.open && this.byKeys && this.at));
    this.surface.setAttribute("tabindex", this.open ? 0 : -1);
    this.line.setAttribute("d", this.path(this.points));
    this.rest.setAttribute("d", this.path(this.whole()));
    if (this.at) this.cross.setAttribute("transform", `translate(${this.at})`);
    this.away.hidden = !this.texts.away || !this.points.length || this.plays;
    this.said.setAttribute("aria-live", this.byKeys ? "polite" : "off"); // a pointer would never stop talking
    setText(this.said, this.words());
  }

  path(points) {
    return points.map((point, i) => `${i ? "L" : "M"}${this.toPixels(point)}`).join("") + (points.length === 1 ? "h0" : "");
  }

  // The line with what it is prolonged by, if it is.
  whole() {
    return [];
  }

  // Whether the cross is shown, which keys move.
  useKeys(byKeys) {
    this.byKeys = byKeys;
    if (byKeys && this.axes) this.at ??= this.toPixels(this.points.at(-1) ?? this.middle());
    this.draw();
  }

  words() {
    if (!this.open) return "";
    if (this.at && (this.byKeys || this.stroke)) return this.texts.place(this.toValues(this.at));
    return this.points.length ? "" : this.texts.hint;
  }

  inside([across, up]) {
    const { width, height } = this.axes;
    return [Math.min(width, Math.max(0, across)), Math.min(height, Math.max(0, up))];
  }

  placeOf({ clientX, clientY }) {
    const { left, top } = this.surface.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  begin(event) {
    if (!this.open || this.stroke || event.button) return;
    event.preventDefault(); // nor is it focused: the arrow keys have other meanings for whoever draws with a pointer
    this.byKeys = false;
    this.surface.setPointerCapture(event.pointerId);
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

  moveCross({ key, shiftKey }) {
    this.useKeys(true);
    const step = shiftKey ? STEP / 10 : STEP;
    const { width, height } = this.axes;
    const [across, down] = this.at;
    const [right, up] = keys.ARROWS[key];
    this.at = this.inside([across + step * right * width, down - step * up * height]);
    this.draw();
  }

  set() {
    this.useKeys(true);
    this.put(this.at);
    this.change(this.points);
  }

  // A single point is no line yet.
  change(points) {
    this.points = points.length > 1 ? thinned(points, (point) => this.toPixels(point)) : [];
    const before = this.pending() ?? this.given.points;
    if (JSON.stringify(this.points) !== JSON.stringify(before)) this.expect(this.points);
    this.draw();
  }
}

// A line that goes on from iteration to iteration, and begins where the run does.
export class DrawnCurve extends DrawnLine {
  middle() {
    return [this.axes.first, this.start];
  }

  toPixels(point) {
    return atTheEdge(super.toPixels(point), this.axes);
  }

  toValues(pixels) {
    const [iteration, cost] = super.toValues(pixels);
    return [Math.max(this.axes.first, Math.round(iteration)), Math.max(0, cost)];
  }

  // A point further on; what was drawn from there on goes, so a stroke to the left is a correction.
  put(place) {
    const { first } = this.axes;
    this.at = this.inside(place);
    const [iteration, cost] = this.toValues(this.at);
    const before = this.points.slice(1).filter(([other]) => other < iteration);
    this.points = [[first, this.start], ...before, ...(iteration > first ? [[iteration, cost]] : [])];
    this.draw();
  }
}

// Pixels within axes of this height: on a logarithmic one, 0 is at its edge.
export function atTheEdge([across, up], { height }) {
  return [Number.isFinite(across) ? across : 0, Number.isFinite(up) ? up : height];
}

// The same line with few points: those go first that change the picture least, by the area that they span with their
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

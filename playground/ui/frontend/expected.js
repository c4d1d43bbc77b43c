// The lines that a visitor can draw before Play: the cost curve and the boundary that they expect.
//
// The server keeps them, and says in words how the run differs from them (playground/lessons/expected_curve.py and
// expected_boundary.py).

const ROOM = 1.03; // beyond the last iteration, so that its number is on the axis
const ABOVE = 1.6; // the vertical axis reaches to this many times the first cost
const BELOW = 100; // and, if it is logarithmic, down to this part of it
const APART = 4; // least pixels between two points on the plane

const { search } = new URL(import.meta.url); // of the same version
const { DrawnLine } = await import(`./drawn_line.js${search}`);
const { counted, say } = await import(`./words.js${search}`);

// given: also span, the iterations to draw it over.
export class ExpectedCurve extends DrawnLine {
  constructor(chart, time) {
    super("curve", chart, {
      hint: say("Draw the curve that you expect"),
      label: say("The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
      away: say("Take your curve away"),
    }, time);
  }

  // The ranges of the axes while it can be drawn over this many iterations, in Plotly's units.
  ranges({ xaxis, yaxis }, span, start) {
    const first = start || 1;
    return {
      xaxis: xaxis.type === "log" ? [0, Math.log10(Math.max(2, ROOM * span))] : [0, ROOM * span],
      yaxis: yaxis.type === "log" ? [first / BELOW, ABOVE * first].map(Math.log10) : [0, ABOVE * first],
    };
  }

  middle() {
    return [this.first, this.start];
  }

  place([iteration, cost]) {
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

  // A point further on; what was drawn from there on goes, so a stroke to the left is a correction. The curve begins
  // where the run does.
  put(place) {
    this.at = this.inside(place);
    const [iteration, cost] = this.toValues(this.at);
    const before = this.points.slice(1).filter(([other]) => other < iteration);
    this.points = [[this.first, this.start], ...before, ...(iteration > this.first ? [[iteration, cost]] : [])];
    this.draw();
  }
}

// given: also whole, the points of the line as the server prolongs or closes it.
export class ExpectedBoundary extends DrawnLine {
  constructor(chart, time) {
    super("boundary", chart, {
      hint: say("Draw the boundary that you expect"),
      label: say("The boundary that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
      away: say("Take your line away"),
    }, time);
  }

  whole() {
    return this.stroke || this.pending() ? [] : this.given.whole;
  }

  middle() {
    const { x, y } = this.axes;
    return this.toValues([x._length / 2, y._length / 2]);
  }

  place([x1, x2]) {
    return `x₁ ${x1.toFixed(2)}, x₂ ${x2.toFixed(2)}`;
  }

  toPixels([x1, x2]) {
    const { x, y } = this.axes;
    return [x.d2p(x1), y.d2p(x2)];
  }

  toValues([across, up]) {
    const { x, y } = this.axes;
    return [x.p2d(across), y.p2d(up)];
  }

  // A stroke is a new line; keys add to the one that is there.
  put(place) {
    const before = this.stroke?.before === this.points ? [] : this.points;
    this.at = this.inside(place);
    const [across, up] = before.length ? this.toPixels(before.at(-1)) : [-Infinity, 0];
    const apart = Math.hypot(this.at[0] - across, this.at[1] - up);
    if (apart >= APART) this.points = [...before, this.toValues(this.at)];
    this.draw();
  }

  // A click draws no line, nor is it meant to take one away.
  end(event) {
    if (this.stroke?.pointer === event.pointerId && this.points.length < 2) this.points = this.stroke.before;
    super.end(event);
  }

  // The first point set by keys waits for the second.
  change(points) {
    if (points.length === 1 && this.byKeys) this.draw();
    else super.change(points);
  }
}

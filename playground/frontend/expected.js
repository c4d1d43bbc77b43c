// The lines that a visitor can draw before Play: the cost curve and the boundary that they expect.
//
// The server keeps them, and says in words how the run differs from them (playground/lessons/expected_curve.py and
// expected_boundary.py).

const ROOM = 1.03; // beyond the last iteration, so that its number is on the axis
const ABOVE = 1.6; // the vertical axis reaches to this many times the first cost
const MOST = 4; // or further for a run's costs, but not beyond this
const BELOW = 100; // and, if it is logarithmic, down to this part of it
const APART = 4; // least pixels between two points on the plane

const { search } = new URL(import.meta.url); // of the same version
const { DrawnCurve, DrawnLine } = await import(`./drawn_line.js${search}`);
const { ClassCurves } = await import(`./class_curves.js${search}`);
const { counted, say } = await import(`./words.js${search}`);

// The place of a line on one of Plotly's charts.
export class OnChart {
  constructor(chart) {
    this.parent = chart;
  }

  get axes() {
    const { xaxis: x, yaxis: y } = this.parent._fullLayout ?? {};
    if (!x?._length || !y?._length) return null;
    return {
      ...{ left: x._offset, top: y._offset, width: x._length, height: y._length },
      toPixels: ([across, up]) => [x.d2p(across), y.d2p(up)],
      toValues: ([across, up]) => [x.p2d(across), y.p2d(up)],
      first: x.type === "log" ? 1 : 0,
      state: [x.range, y.range, x.type, y.type],
    };
  }

  follow(draw) {
    const chart = this.parent;
    if (!chart.on) return null; // Plotly has yet to draw it
    chart.on("plotly_afterplot", draw);
    return () => chart.removeListener?.("plotly_afterplot", draw);
  }
}

// given: also span, the iterations to draw it over.
export class ExpectedCurve extends DrawnCurve {
  constructor(chart, time) {
    super("curve", new OnChart(chart), {
      hint: say("Draw the curve that you expect"),
      label: say("The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
      away: say("Take your curve away"),
      place: ([iteration, cost]) => say("iteration {number}, cost {cost}", { number: counted(iteration), cost: cost.toPrecision(2) }),
    }, time);
    this.ofClass = new ClassCurves(this.place);
  }

  show(given, state) {
    super.show(given, state);
    this.ofClass.draw();
  }

  close() {
    super.close();
    this.ofClass.close();
  }

  // Whether a run that has come so far is still seen beside the curves of a class.
  keepsRoom(reached, span) {
    return this.ofClass.rounds.length > 0 && reached <= span;
  }

  // The ranges of the axes while it can be drawn over this many iterations, in Plotly's units; costs: those of the runs,
  // of which a spike is cut.
  ranges({ xaxis, yaxis }, span, costs) {
    const first = costs[0]?.[0] || 1;
    const highest = costs.flat().reduce((most, cost) => (cost > most ? cost : most), 0);
    const end = Math.max(ABOVE * first, 1.05 * Math.min(MOST * first, highest));
    return {
      xaxis: xaxis.type === "log" ? [0, Math.log10(Math.max(2, ROOM * span))] : [0, ROOM * span],
      yaxis: yaxis.type === "log" ? [first / BELOW, end].map(Math.log10) : [0, end],
    };
  }
}

// given: also whole, the points of the line as the server prolongs or closes it.
export class ExpectedBoundary extends DrawnLine {
  constructor(chart, time) {
    super("boundary", new OnChart(chart), {
      hint: say("Draw the boundary that you expect"),
      label: say("The boundary that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
      away: say("Take your line away"),
      place: ([x1, x2]) => `x₁ ${x1.toFixed(2)}, x₂ ${x2.toFixed(2)}`,
    }, time);
  }

  whole() {
    return this.stroke || this.pending() ? [] : this.given.whole;
  }

  middle() {
    const { width, height } = this.axes;
    return this.toValues([width / 2, height / 2]);
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

// The lines that a visitor can draw before Play: the cost curve and the boundary that they expect.
//
// The server keeps them, and says in words how the run differs from them (playground/lessons/drawn/curve.py and
// expected_boundary.py).

const HEADROOM = 1.03; // beyond the last iteration, so that its number is on the axis
const ABOVE = 1.6; // the vertical axis reaches to this many times the first cost
const MOST = 4; // or further for a run's costs, but not beyond this
const BELOW = 100; // and, if it is logarithmic, down to this part of it

const { search } = new URL(import.meta.url); // of the same version
const { DrawnBoundary, DrawnCurve } = await import(`./drawn_line.js${search}`);
const { ClassCurves } = await import(`../classroom/class_curves.js${search}`);
const { ofBoundary, ofCurve } = await import(`./expected_words.js${search}`);
const { PlotArea } = await import(`../chart/plot_area.js${search}`);

// given: also span, the iterations to draw it over.
export class ExpectedCurve extends DrawnCurve {
  constructor(chart, time) {
    super("curve", new PlotArea(chart), ofCurve(), time);
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
      xaxis: xaxis.type === "log" ? [0, Math.log10(Math.max(2, HEADROOM * span))] : [0, HEADROOM * span],
      yaxis: yaxis.type === "log" ? [first / BELOW, end].map(Math.log10) : [0, end],
    };
  }
}

export class ExpectedBoundary extends DrawnBoundary {
  constructor(chart, time) {
    super("boundary", new PlotArea(chart), ofBoundary(), time);
  }
}

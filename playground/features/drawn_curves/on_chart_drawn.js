// The lines that a visitor can draw before Play, on the charts: the cost curve and the boundary that they expect.
//
// Whoever has the runs keeps them, and says in words how these differ from them: the server, or in a lesson's file
// lesson_drawn.js.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { PlotArea } = await import(`../../frontend/chart/plot_area.js${search}`);
const { DrawnCurve } = await import(`../../frontend/drawing/drawn_line.js${search}`);
const { DrawnBoundary } = await import(`./drawn_boundary.js${search}`);
const { ofBoundary, ofCurve } = await import(`./drawn_words.js${search}`);

// A kind of line as a layer of a chart.
const onChart = (Line) =>
  class extends Line {
    constructor(screen, name, div, texts) {
      super(name, new PlotArea(div), texts, {
        expect: (name, points) => screen.time.give("expect", { name, points }),
        expecting: (name) => screen.time.waiting("expect", name)?.points,
      });
      this.screen = screen;
    }

    get wanted() {
      return this.screen.features.drawn_curves?.[this.name];
    }

    show(state) {
      super.show(this.wanted, state);
    }

    // Before Play, on a chart of costs.
    get keepsRoom() {
      return this.name === "curve" && Boolean(this.wanted) && this.screen.isNew;
    }
  };

const [CurveOnChart, BoundaryOnChart] = [DrawnCurve, DrawnBoundary].map(onChart);

add({
  onChart(screen, name, div) {
    if (name === "boundary") return new BoundaryOnChart(screen, "boundary", div, ofBoundary());
    return name === "cost" && div === screen.timeline?.chart ? new CurveOnChart(screen, "curve", div, ofCurve()) : null;
  },
});

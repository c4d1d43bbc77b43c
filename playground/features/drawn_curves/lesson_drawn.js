// What somebody expects of a recorded run, as lines drawn before it is played, and in words how the run differs from them.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { curveUpTo } = await import(`../../frontend/chart/curve.js${search}`);
const { DrawnCurve } = await import(`../../frontend/drawing/drawn_line.js${search}`);
const { OnFigure } = await import(`../../frontend/small_figure/on_figure.js${search}`);
const { DrawnBoundary } = await import(`./drawn_boundary.js${search}`);
const { ofBoundary, ofCurve } = await import(`./drawn_words.js${search}`);
const { agreement, whole } = await import(`./lesson_boundary.js${search}`);
const { difference } = await import(`./lesson_curve.js${search}`);
const { say, sentences } = await import(`../../frontend/basics/words.js${search}`);

class Expected {
  // view: see lesson_scene.js. state: has what has been drawn, curve and line, lists of points. rules: the numbers by which
  // lines are judged.
  constructor(view, recording, state, rules, changed) {
    Object.assign(this, { recording, state, rules });
    state.curve ??= [];
    state.line ??= [];
    const drawn = {
      expect: (name, points) => {
        state[name] = points;
        changed();
      },
      expecting: () => null, // there is no server that has yet to answer
    };
    const [cost, plane] = [recording.drawn && view.chart("cost"), recording.draws && view.chart("boundary")];
    this.curve = cost?.timed ? new DrawnCurve("curve", new OnFigure(cost.figure), ofCurve(), drawn) : null;
    this.line = plane ? new DrawnBoundary("line", new OnFigure(plane.figure), ofBoundary(), drawn) : null;
    this.plane = plane;
  }

  close() {
    this.curve?.close();
    this.line?.close();
  }

  // Whether something can be drawn.
  get wanted() {
    return this.curve !== null;
  }

  get asks() {
    return this.line ? say("Draw the boundary or the curve that you expect first.") : say("Draw the curve that you expect first.");
  }

  get begun() {
    return this.state.curve.length > 0 || this.state.line.length > 0;
  }

  keepsAxis(open) {
    return this.curve !== null && (open || this.state.curve.length > 0);
  }

  // open: whether lines can still be drawn.
  show(open, playing) {
    const { recording, rules, state } = this;
    const when = { open, start: recording.curves.cost?.y[0][0], plays: playing };
    this.curve?.show({ points: state.curve }, when);
    const line = state.line.length ? whole(state.line, recording.plane, rules.boundary) : [];
    this.line?.show({ points: state.line, whole: line }, when);
  }

  // What comes of the lines once the run stands still.
  words(moment, code) {
    const { recording, rules, state } = this;
    const iteration = recording.at[moment];
    const said = [];
    const { accuracy } = recording.said(moment, code);
    if (state.line.length && accuracy) {
      const { classes } = this.plane.looks[0];
      said.push(agreement(state.line, { ...recording.plane, classes, accuracy, never: recording.never }, rules.boundary));
    }
    const [at, cost] = [0, 1].map((axis) => state.curve.map((point) => point[axis]));
    if (at.length && (moment === recording.last || iteration >= at.at(-1))) {
      const { curves, figures } = recording;
      const { x: [known], y: [came] } = curveUpTo(curves.cost, recording.frame(moment).traces.cost, iteration);
      const run = known.map((each, i) => [each, came[i]]).filter((pair) => pair[1] !== null);
      const [seen, costs] = [0, 1].map((part) => run.map((pair) => pair[part]));
      said.push(difference({ at, cost }, { at: seen, cost: costs }, figures.cost.layout.xaxis.type === "log", rules.curve));
    }
    return sentences(...said);
  }
}

add({
  inChapter: (...chapter) => new Expected(...chapter),
  takeTexts: ({ draws }, texts) => (draws ? { accuracy: texts.pop() } : {}), // of the network, none once it has diverged
});

// What somebody expects of a recorded run, as lines drawn before it is played, and in words how the run differs from them.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { DrawnCurve } = await import(`../../frontend/drawing/drawn_line.js${search}`);
const { DrawnBoundary } = await import(`./drawn_boundary.js${search}`);
const { ofBoundary, ofCurve } = await import(`./drawn_words.js${search}`);
const { agreement, whole } = await import(`./lesson_boundary.js${search}`);
const { difference } = await import(`./lesson_curve.js${search}`);
const { say, sentences } = await import(`../../frontend/basics/words.js${search}`);

// The place of a line on a plane of small_chart.js, in an element of its size.
class OnPlane {
  constructor({ parent, plane }) {
    Object.assign(this, { parent, plane });
  }

  get axes() {
    const { field, size } = this.plane;
    if (!field || !size.value) return null;
    const [width, height] = size.value;
    const [[left, right], [bottom, top]] = [field.x, field.y];
    return {
      ...{ left: 0, top: 0, width, height },
      toPixels: ([x1, x2]) => [((x1 - left) / (right - left)) * width, ((top - x2) / (top - bottom)) * height],
      toValues: ([across, down]) => [left + (across / width) * (right - left), top - (down / height) * (top - bottom)],
      state: [field.x, field.y],
    };
  }

  follow(draw) {
    const observer = new ResizeObserver(draw);
    observer.observe(this.parent);
    return () => observer.disconnect();
  }
}

class Expected {
  // view: see lesson_view.js. state: has what has been drawn, curve and line, lists of points. rules: the numbers by which
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
    const alone = recording.drawn && view.labels.length === 1;
    this.curve = alone ? new DrawnCurve("curve", view.chart, ofCurve(), drawn) : null;
    this.line = alone && recording.draws ? new DrawnBoundary("line", new OnPlane(view.runs[0]), ofBoundary(), drawn) : null;
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

  get keepsAxis() {
    return this.state.curve.length > 0;
  }

  // open: whether lines can still be drawn.
  show(open, playing) {
    const { recording, rules, state } = this;
    const when = { open, start: recording.start, plays: playing };
    this.curve?.show({ points: state.curve }, when);
    const line = state.line.length ? whole(state.line, recording.field(0, 0), rules.boundary) : [];
    this.line?.show({ points: state.line, whole: line }, when);
  }

  // What comes of the lines once the run stands still.
  words(moment, code) {
    const { recording, rules, state } = this;
    const iteration = recording.at[moment];
    const said = [];
    const { accuracy } = recording.said(moment, code);
    if (state.line.length && accuracy) {
      const found = { field: recording.field(moment, 0), points: recording.points, accuracy, never: recording.never };
      said.push(agreement(state.line, found, rules.boundary));
    }
    const [at, cost] = [0, 1].map((axis) => state.curve.map((point) => point[axis]));
    if (at.length && (moment === recording.last || iteration >= at.at(-1))) {
      const [run] = recording.costs(moment, () => "");
      const known = run.at.map((each, i) => [each, run.cost[i]]).filter((pair) => pair[1] !== null);
      const came = { at: known.map(([each]) => each), cost: known.map(([, each]) => each) };
      said.push(difference({ at, cost }, came, recording.log, rules.curve));
    }
    return sentences(...said);
  }
}

add({
  inChapter: (...chapter) => new Expected(...chapter),
  takeTexts: ({ draws }, texts) => (draws ? { accuracy: texts.pop() } : {}), // of the network, none once it has diverged
});

// What somebody expects of a recorded run, as lines drawn before it is played, and in words how the run differs from them.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { curveUpTo } = await import(`../../frontend/chart/curve.js${search}`);
const { classesOf } = await import(`../../frontend/chart/patterns.js${search}`);
const { agreement, whole } = await import(`./lesson_boundary.js${search}`);
const { difference } = await import(`./lesson_curve.js${search}`);
const { say, sentences } = await import(`../../frontend/basics/words.js${search}`);
await import(`./on_chart_drawn.js${search}`); // the lines on the charts

class Expected {
  // screen, source: see lesson_screen.js. state: has what has been drawn, curve and boundary, lists of points. rules: the
  // numbers by which lines are judged.
  constructor(screen, source, state, rules, changed) {
    Object.assign(this, { screen, source, recording: source.recording, state, rules });
    state.curve ??= [];
    state.boundary ??= [];
    screen.time.give = (_, { name, points }) => {
      state[name] = points;
      this.offer();
      changed();
    };
    this.offer();
  }

  // Tell the screen what can be drawn here, and what has been.
  offer() {
    const { screen, recording: { drawn, draws, plane }, state: { curve, boundary }, rules } = this;
    const line = draws && { points: boundary, whole: boundary.length ? whole(boundary, plane, rules.boundary) : [] };
    screen.features.drawn_curves = { curve: drawn && { points: curve }, boundary: line };
  }

  // Whether something can be drawn.
  get wanted() {
    return Boolean(this.recording.drawn && this.screen.timeline.chart?.matches(".live-cost"));
  }

  get asks() {
    return this.recording.draws ? say("Draw the boundary or the curve that you expect first.") : say("Draw the curve that you expect first.");
  }

  get begun() {
    return this.state.curve.length > 0 || this.state.boundary.length > 0;
  }

  // What comes of the lines once the run stands still.
  words({ iteration, traces, accuracy }) {
    const { recording, rules, source, state, screen } = this;
    const moment = recording.at.indexOf(iteration);
    const said = [];
    if (state.boundary.length && accuracy) {
      const [{ inks }] = source.moving.boundary;
      const known = classesOf(new Uint8Array(inks.buffer), screen.figures.boundary.layout.meta.classes);
      const classes = recording.cells(moment).boundary[0].map((cell) => known[cell]);
      said.push(agreement(state.boundary, { ...recording.plane, classes, accuracy, never: recording.never }, rules.boundary));
    }
    const [at, cost] = [0, 1].map((axis) => state.curve.map((point) => point[axis]));
    if (at.length && (moment === recording.last || iteration >= at.at(-1))) {
      const { x: [known], y: [came] } = curveUpTo(source.history.cost, traces.cost, iteration);
      const run = known.map((each, i) => [each, came[i]]).filter((pair) => pair[1] !== null);
      const [seen, costs] = [0, 1].map((part) => run.map((pair) => pair[part]));
      said.push(difference({ at, cost }, { at: seen, cost: costs }, screen.figures.cost.layout.xaxis.type === "log", rules.curve));
    }
    return sentences(...said);
  }
}

add({ inChapter: (...chapter) => new Expected(...chapter) });

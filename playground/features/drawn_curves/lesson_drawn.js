// What somebody expects of a recorded run, as lines drawn before it is played, and in words how the run differs from them.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { curveUpTo } = await import(`../../frontend/chart/curve.js${search}`);
const { classesOf } = await import(`../../frontend/chart/patterns.js${search}`);
const { agreement, offCurve, whole } = await import(`./lesson_off.js${search}`);
const { rounded } = await import(`../../frontend/basics/rounding.js${search}`);
const { counted, say, sentences } = await import(`../../frontend/basics/words.js${search}`);
await import(`./on_chart_drawn.js${search}`); // the lines on the charts

class Expected {
  // screen, source: see lesson_screen.js. state: has what has been drawn, curve and boundary, lists of points. rules: the
  // numbers by which lines are measured.
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
    const line = draws && { points: boundary, whole: boundary.length ? whole(boundary, plane, rules.drawn) : [] };
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

  // What came of the run that stands still, and how far the lines are off it. came: the cost; accuracy: of the network, none
  // once it has diverged; never: what its boundary never does.
  words({ iteration, traces, came, accuracy, never }) {
    const { recording: { at, last }, state } = this;
    const said = [];
    if (state.boundary.length && accuracy) said.push(this.ofLine(at.indexOf(iteration), accuracy), never);
    if (state.curve.length && (iteration === at[last] || iteration >= state.curve.at(-1)[0])) said.push(came, this.ofCurve(iteration, traces));
    return sentences(...said);
  }

  ofLine(moment, accuracy) {
    const { recording, rules, screen, source, state } = this;
    const [{ inks }] = source.moving.boundary;
    const known = classesOf(new Uint8Array(inks.buffer), screen.figures.boundary.layout.meta.classes);
    const classes = recording.cells(moment).boundary[0].map((cell) => known[cell]);
    const [yours, share] = agreement(state.boundary, { ...recording.plane, classes }, rules.drawn).map((part) => percent(part, 1));
    return say("Your line gets {yours} of the points right, the network {its}; both agree on {share} of the plane.", { yours, its: accuracy, share });
  }

  ofCurve(iteration, traces) {
    const { rules, screen, source, state } = this;
    const { x: [known], y: [came] } = curveUpTo(source.history.cost, traces.cost, iteration);
    const run = known.map((each, i) => [each, came[i]]).filter(([, cost]) => cost !== null);
    const curve = (points) => ({ at: points.map(([each]) => each), cost: points.map(([, each]) => each) });
    const until = Math.min(run.at(-1)[0], state.curve.at(-1)[0]);
    if (until < state.curve[0][0] + 2) return "";
    const off = offCurve(curve(state.curve), curve(run), screen.figures.cost.layout.xaxis.type === "log", rules.drawn);
    const [share, number] = [percent(off, 0), counted(until)];
    return until === run.at(-1)[0]
      ? say("On average your curve was off by {share} of the highest cost.", { share })
      : say("Up to iteration {number}, your curve was off by {share} of the highest cost on average.", { number, share });
  }
}

function percent(part, places) {
  const share = 100 * rounded(Number(part.toFixed(12)), places + 2);
  return say("{share} %", { share: share.toFixed(places) });
}

add({ inChapter: (...chapter) => new Expected(...chapter) });

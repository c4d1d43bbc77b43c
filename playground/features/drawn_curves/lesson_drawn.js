// What somebody expects of a recorded run, as lines drawn before it is played, and in words how the run differs from them.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { curveUpTo } = await import(`../../frontend/chart/curve.js${search}`);
const { DrawnCurve } = await import(`../../frontend/drawing/drawn_line.js${search}`);
const { DrawnBoundary } = await import(`./drawn_boundary.js${search}`);
const { ofBoundary, ofCurve } = await import(`./drawn_words.js${search}`);
const { agreement, offCurve, whole } = await import(`./lesson_off.js${search}`);
const { rounded } = await import(`../../frontend/basics/rounding.js${search}`);
const { counted, say, sentences } = await import(`../../frontend/basics/words.js${search}`);

// The axes of a recorded figure as the place of a line.
class OnFigure {
  constructor({ figure }) {
    Object.assign(this, { figure, parent: figure.box });
  }

  get axes() {
    const { x, y } = this.figure.axes ?? {};
    if (!x) return null;
    const box = { left: x.from, top: y.to, width: x.to - x.from, height: y.from - y.to };
    return {
      ...box,
      toPixels: ([across, up]) => [x.pixel(across) - box.left, y.pixel(up) - box.top],
      toValues: ([right, down]) => [x.value(box.left + right), y.value(box.top + down)],
      first: x.log ? 1 : 0,
      state: [x.range, y.range],
    };
  }

  follow(draw) {
    return this.figure.follow(draw);
  }
}

class Expected {
  // view: see lesson_scene.js. state: has what has been drawn, curve and line, lists of points. rules: the numbers by which
  // lines are measured.
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
    this.curve = cost?.timed ? new DrawnCurve("curve", new OnFigure(cost), ofCurve(), drawn) : null;
    this.line = plane ? new DrawnBoundary("line", new OnFigure(plane), ofBoundary(), drawn) : null;
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
    const line = state.line.length ? whole(state.line, recording.plane, rules.drawn) : [];
    this.line?.show({ points: state.line, whole: line }, when);
  }

  // What came of the run that stands still, and how far the lines are off it.
  words(moment, code) {
    const { recording, state } = this;
    const { came, accuracy, never } = recording.said(moment, code);
    const said = [];
    if (state.line.length && accuracy) said.push(this.ofLine(accuracy), never);
    if (state.curve.length && (moment === recording.last || recording.at[moment] >= state.curve.at(-1)[0])) said.push(came, this.ofCurve(moment));
    return sentences(...said);
  }

  ofLine(accuracy) {
    const { recording, rules, state } = this;
    const { classes } = this.plane.looks[0];
    const [yours, share] = agreement(state.line, { ...recording.plane, classes }, rules.drawn).map((part) => percent(part, 1));
    return say("Your line gets {yours} of the points right, the network {its}; both agree on {share} of the plane.", { yours, its: accuracy, share });
  }

  ofCurve(moment) {
    const { recording: { at: moments, curves, figures }, rules, state } = this;
    const iteration = moments[moment];
    const { x: [known], y: [came] } = curveUpTo(curves.cost, this.recording.frame(moment).traces.cost, iteration);
    const run = known.map((each, i) => [each, came[i]]).filter(([, cost]) => cost !== null);
    const curve = (points) => ({ at: points.map(([each]) => each), cost: points.map(([, each]) => each) });
    const until = Math.min(run.at(-1)[0], state.curve.at(-1)[0]);
    if (until < state.curve[0][0] + 2) return "";
    const off = offCurve(curve(state.curve), curve(run), figures.cost.layout.xaxis.type === "log", rules.drawn);
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

add({
  inChapter: (...chapter) => new Expected(...chapter),
  // came: the cost; accuracy: of the network, none once it has diverged; never: what its boundary never does.
  takeTexts: ({ drawn, draws }, texts) => {
    const [never, accuracy] = draws ? [texts.pop(), texts.pop()] : [];
    return { never, accuracy, came: drawn ? texts.pop() : "" };
  },
});

// What the class answered, what the run does, and who was right.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { marked } = await import(`../../../frontend/basics/emphasis.js${search}`);
const { scaleBar } = await import(`../../../frontend/basics/scale_bar.js${search}`);
const { curveUpTo } = await import(`../../../frontend/chart/curve.js${search}`);
const { withRoom } = await import(`../../../frontend/chart/fitting.js${search}`);
const { Figure } = await import(`../../../frontend/small_figure/figure.js${search}`);
const { bytes, Picture } = await import(`../../../frontend/small_figure/pictures.js${search}`);
const { LETTERS } = await import(`./student_answer.js${search}`);
const { counted, say, sentences } = await import(`../../../frontend/basics/words.js${search}`);

const FEW = 2; // planes beside each other that share the width

export class RevealScene {
  constructor(parent, page) {
    this.page = page;
    this.root = element("div", "student-reveal", parent);
    this.verdict = element("div", "student-verdict", this.root);
    this.verdict.setAttribute("aria-live", "polite");
    this.verdict.hidden = true;
    this.judged = element("p", "student-judged", this.verdict);
    this.answer = element("p", "student-why", this.verdict);
    const { claims, counts, curves } = page.view;
    const moving = element("div", "student-moving", this.root); // what moves comes first
    this.run = new Run(moving, Boolean(curves));
    this.way = element("a", "student-button", moving);
    this.way.textContent = say("Try it yourself"); // in this tab: the page that it opens has a way back
    const results = element("div", "student-voted", this.root);
    this.results = counts ? new Results(results, claims) : null;
    this.state = element("p", "student-state", results);
  }

  show(view) {
    const { mine, answer = "" } = view;
    const run = view.at ? view.run : undefined; // before the first iteration, the answers are what there is to see
    const judged = isJudged(view);
    this.verdict.hidden = !answer && !judged;
    this.verdict.dataset.right = judged ? String(view.right === mine) : "";
    setText(this.judged, judged ? view.said : "");
    if (this.answered !== answer) marked(this.answer, (this.answered = answer)); // it is read aloud once
    this.root.dataset.runs = Boolean(run);
    this.results?.show(view);
    this.run.show(view, run);
    const address = run || answer ? this.page.appAddress(view.link) : null;
    this.way.hidden = !address;
    if (address) this.way.href = address;
    setText(this.state, this.page.state);
  }

  close() {
    this.run.close();
    this.root.remove();
  }
}

// Whether what is said is whether the student was right.
export function isJudged({ phase, mine = null, right = null }) {
  return phase === "revealed" && mine !== null && right !== null;
}

// How many chose each claim, a bar for each round.
export class Results {
  constructor(parent, claims) {
    const list = element("ol", "student-results", parent);
    this.items = claims.map((text, place) => {
      const item = element("li", "student-result", list);
      const words = element("div", "student-words", item);
      Object.assign(element("span", "student-letter", words), { textContent: LETTERS[place], ariaHidden: "true" });
      element("span", "student-text", words).textContent = text;
      const marks = element("span", "student-marks", words);
      return { item, marks, bars: element("div", "student-bars", item) };
    });
  }

  // shares: whether the share of each is said, too.
  show({ counts = [], mine = null, right = null, shares = false }) {
    const most = Math.max(1, ...counts.map((round) => round.reduce((sum, count) => sum + count, 0)));
    this.items.forEach(({ item, marks, bars }, place) => {
      item.dataset.own = place === mine;
      item.dataset.right = right === null ? "" : place === right;
      // Translators: beside the answer that the student has chosen
      const chosen = place === mine && say("your answer");
      // Translators: beside the answer that is right
      const isTrue = place === right && say("true");
      setText(marks, [chosen, isTrue && `✓ ${isTrue}`].filter(Boolean).join(" · "));
      while (bars.children.length > counts.length) bars.lastChild.remove();
      counts.forEach((round, i) => {
        const bar = bars.children[i] ?? newBar(bars);
        bar.classList.toggle("student-before", i < counts.length - 1);
        const [name, track, number] = bar.children;
        setText(name, counts.length > 1 ? say("Round {number}", { number: i + 1 }) : "");
        track.firstChild.style.width = `${(100 * round[place]) / most}%`;
        const all = round.reduce((sum, count) => sum + count, 0);
        const share = shares && all ? say("{share} %", { share: Math.round((100 * round[place]) / all) }) : "";
        setText(number, [counted(round[place]), share].filter(Boolean).join(" · "));
      });
    });
  }
}

function newBar(parent) {
  const bar = element("div", "student-barline", parent);
  element("span", "student-round", bar);
  element("span", "student-fill", element("span", "student-track", bar));
  element("span", "student-count", bar);
  return bar;
}

// The run at the lecturer's iteration; behind its costs the curves of the class, if it has drawn any.
class Run {
  constructor(parent, drew) {
    this.drew = drew;
    this.root = element("div", drew ? "student-run student-drew" : "student-run", parent);
    this.numbers = element("p", "student-numbers", this.root);
    this.charts = element("div", "student-charts", this.root);
    this.planes = [];
    this.costs = [];
  }

  show({ curves = [], axis, mine, round }, run) {
    const at = run ? counted(run.iteration) : "";
    this.showPlanes(run, at);
    const drawn = this.drew ? curves : [];
    const rounds = run || drawn.length < 2 ? drawn.slice(-1) : drawn.slice(-2); // beside each other, until there is a run
    having(this.costs, run || rounds.length ? Math.max(1, rounds.length) : 0, () => new Chart(this.charts, "student-cost"));
    const costs = this.costs.length ? costsOf(axis, run) : null;
    this.costs.forEach((chart, i) => {
      const lines = rounds[i] ?? [];
      const own = i === this.costs.length - 1 && this.drew ? mine ?? [] : [];
      const title = rounds.length > 1 ? say("Round {number}", { number: round - rounds.length + 1 + i }) : "";
      const picture = [run && say("The cost up to iteration {number}", { number: at }), lines.length && say("Drawn curves: {number}", { number: counted(lines.length) })].filter(Boolean).join("; ");
      chart.show(title, { ...costs, data: [...ofClass(lines), ...ofOwn(own), ...costs.data] }, described(picture, run?.costs ?? []));
    });
    const iteration = say("Iteration {number}.", { number: at });
    setText(this.numbers, run ? sentences(iteration, run.numbers) : "");
  }

  showPlanes(run, at) {
    const { cells = [], shown, figures, scale } = run ?? {};
    having(this.planes, cells.length, () => new Plane(this.charts));
    this.planes.forEach((plane, i) => {
      const { name } = shown[i];
      const picture = scale ? say("What the network makes of the plane at iteration {number}", { number: at }) : say("How the network divides the plane at iteration {number}", { number: at });
      plane.show(name, figures.planes[i] ?? figures.planes[0], cells[i], scale, described(name ? say("{title}: {said}", { title: name, said: picture }) : picture, [shown[i]]));
    });
    this.charts.dataset.planes = cells.length;
    this.charts.dataset.many = cells.length > FEW;
  }

  close() {
    having(this.planes, 0);
    having(this.costs, 0);
    this.root.remove();
  }
}

// Close some of the parts, or make more, so that there are as many as wanted.
function having(parts, wanted, make) {
  while (parts.length > wanted) parts.pop().close();
  while (parts.length < wanted) parts.push(make());
}

// The costs of the runs up to this iteration, on axes on which the class can draw, or such that the runs fit.
function costsOf(axis, run) {
  const { data, layout } = run?.figures.cost ?? axis.figure;
  const { x, y } = run ? curveUpTo(run.curve, run.traces, run.iteration) : { x: [], y: [] };
  const [span, last] = [axis?.span ?? 0, Math.max(0, ...x.flat())];
  const room = withRoom(layout, Math.max(span, last > span ? rounded(last) : 0), axis ? [[axis.start], ...y] : y);
  if (!axis && layout.yaxis.type === "log") room.yaxis = layout.yaxis; // as far as there are costs
  return { data: run ? data.map((trace, i) => ({ ...trace, x: x[i], y: y[i] })) : [], layout: room };
}

// The next round number from here up: an axis that grows with a run need not move with every picture.
function rounded(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return power * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= number);
}

// Drawn curves as traces. Many lines on each other are dark.
function ofClass(curves) {
  const opacity = Math.min(0.4, Math.max(0.1, 6 / (curves.length + 10)));
  return curves.map((points) => ({ ...lineOf(points), opacity, line: { width: 1.5 } }));
}

function ofOwn(points) {
  return points.length ? [{ ...lineOf(points), line: { width: 3, color: "var(--drawn)" } }] : [];
}

function lineOf(points) {
  const [x, y] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return { type: "scatter", mode: "lines", x, y };
}

// What a picture is, and what its parts show, in words: where there are several, each by its name.
function described(picture, parts) {
  const said = parts.filter(({ inWords }) => inWords).map(({ name, inWords }) => (parts.length > 1 ? say("{title}: {said}", { title: name, said: inWords }) : inWords));
  // Translators: what a picture is, and what it shows
  return said.length ? say("{title}: {said}", { title: picture, said: sentences(...said) }) : picture;
}

class Chart {
  constructor(parent, kind) {
    this.root = element("div", `student-chart ${kind}`, parent);
    this.title = element("p", "student-title", this.root);
    this.figure = new Figure(this.root);
  }

  show(title, figure, label) {
    setText(this.title, title);
    this.figure.show(figure, label);
  }

  close() {
    this.figure.close();
    this.root.remove();
  }
}

// The plane of one run; below it the bar of a scale, if there is one.
class Plane extends Chart {
  constructor(parent) {
    super(parent, "student-plane");
    this.bar = element("p", "student-scale", this.root);
  }

  show(title, given, cells, scale, label) {
    if (given !== this.given) this.take(given, scale);
    this.picture.show(bytes(cells));
    super.show(title, this.drawn, label);
  }

  take(given, scale) {
    const { data, layout } = (this.given = given);
    const [image] = layout.images;
    const look = (this.picture = new Picture(image.source, layout.meta.classes));
    this.drawn = { data, layout: { ...layout, images: [{ ...image, source: look.canvas, look }] } };
    this.bar.replaceChildren();
    if (scale) scaleBar(this.bar, scale.colours, scale.ends);
  }
}

// What the class answered, what the run does, and who was right.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { Plane } = await import(`../../../frontend/chart/small_chart.js${search}`);
const { scaleBar } = await import(`../../../frontend/basics/scale_bar.js${search}`);
const { axesFor, costChart, LETTERS } = await import(`./student_answer.js${search}`);
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
    setText(this.answer, answer);
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
class Results {
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

  show({ counts = [], mine, right = null }) {
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
        setText(number, counted(round[place]));
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
    this.legend = element("p", "student-legend", this.root);
    this.planes = [];
    this.costs = [];
  }

  show({ curves = [], axis, mine, round }, run) {
    this.showPlanes(run);
    const drawn = this.drew ? curves : [];
    const rounds = run || drawn.length < 2 ? drawn.slice(-1) : drawn.slice(-2); // beside each other, until there is a run
    this.showCosts(run || rounds.length ? Math.max(1, rounds.length) : 0);
    const at = run ? counted(run.iteration) : "";
    this.costs.forEach(({ title, chart }, i) => {
      const lines = rounds[i] ?? [];
      const last = i === this.costs.length - 1;
      setText(title, rounds.length > 1 ? say("Round {number}", { number: round - rounds.length + 1 + i }) : "");
      const picture = [run && say("The cost up to iteration {number}", { number: at }), lines.length && say("Drawn curves: {number}", { number: counted(lines.length) })].filter(Boolean).join("; ");
      const label = described(picture, run?.costs ?? []);
      chart.show({ ...axesFor(axis, run?.costs), expected: lines, own: last && this.drew ? mine ?? [] : [], runs: run?.costs ?? [], label });
    });
    const iteration = say("Iteration {number}.", { number: at });
    setText(this.numbers, run ? sentences(iteration, run.numbers) : "");
    this.showLegend(run && run.costs.length > 1 ? run.costs : []);
  }

  // Which line is whose, if there are several runs.
  showLegend(costs) {
    const all = JSON.stringify(costs.map(({ name, colour }) => [name, colour]));
    if (all === this.named) return;
    this.named = all;
    this.legend.replaceChildren();
    for (const { name, colour } of costs) {
      const item = element("span", "", this.legend);
      element("i", "", item).style.background = colour;
      item.append(name);
    }
  }

  showPlanes(run) {
    const fields = run?.fields ?? [];
    while (this.planes.length > fields.length) this.planes.pop().close();
    fields.forEach((field, i) => {
      const shown = (this.planes[i] ??= new TitledPlane(this.charts));
      const at = { number: counted(run.iteration) };
      const label = run.ends ? say("What the network makes of the plane at iteration {number}", at) : say("How the network divides the plane at iteration {number}", at);
      shown.show(field, run.ends, { field, points: run.points, colours: run.colours, label: described(field.title ? `${field.title}: ${label}` : label, [field]) });
    });
    this.charts.dataset.planes = fields.length;
    this.charts.dataset.many = fields.length > FEW;
  }

  showCosts(number) {
    while (this.costs.length > number) {
      const { root, chart } = this.costs.pop();
      chart.close();
      root.remove();
    }
    while (this.costs.length < number) {
      const root = element("div", "student-chart student-cost", this.charts);
      const title = element("p", "student-title", root);
      this.costs.push({ root, title, chart: costChart(root) });
    }
  }

  close() {
    this.planes.forEach((plane) => plane.close());
    this.costs.forEach(({ chart }) => chart.close());
    this.root.remove();
  }
}

// What a picture is, and what its parts show, in words: where there are several, each by its name.
function described(picture, parts) {
  const said = parts.filter(({ inWords }) => inWords).map(({ name, inWords }) => (parts.length > 1 ? say("{title}: {said}", { title: name, said: inWords }) : inWords));
  // Translators: what a picture is, and what it shows
  return said.length ? say("{title}: {said}", { title: picture, said: sentences(...said) }) : picture;
}

class TitledPlane {
  constructor(parent) {
    this.root = element("div", "student-chart student-plane", parent);
    this.title = element("p", "student-title", this.root);
    this.plane = new Plane(this.root);
    this.bar = element("p", "student-scale", this.root);
  }

  // ends: see scaleBar; none where there are classes.
  show({ title = "" }, ends, given) {
    setText(this.title, title);
    const scale = JSON.stringify(ends ?? []);
    if (scale !== this.scale) {
      this.scale = scale;
      this.bar.replaceChildren();
      if (ends) scaleBar(this.bar, given.colours, ends);
    }
    this.plane.show(given);
  }

  close() {
    this.plane.close();
    this.root.remove();
  }
}

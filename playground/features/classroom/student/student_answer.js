// What a student answers: one of several claims, or a curve drawn on empty axes.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { CostChart } = await import(`../../../frontend/chart/small_chart.js${search}`);
const { DrawnCurve } = await import(`../../../frontend/drawing/drawn_line.js${search}`);
const { counted, magnitude, say } = await import(`../../../frontend/basics/words.js${search}`);

const ROOM = 1.03; // beyond the last iteration, so that its number is on the axis
const ABOVE = 1.6; // the axis of costs reaches to this many times the first cost, as on the lecturer's chart

export const LETTERS = "ABCD"; // of the claims, as on the lecturer's screen

// The axes of the costs: those on which the class draws, or, without them, such that the runs fit.
export function axesFor(axis, runs = []) {
  const last = Math.max(0, ...runs.flatMap(({ at }) => at));
  const start = axis?.start ?? runs[0]?.cost[0] ?? 1;
  const costs = runs.flatMap(({ cost }) => cost).filter(Number.isFinite);
  const highest = Math.max(ABOVE * start, 1.05 * Math.min(4 * start, Math.max(0, ...costs)));
  const span = Math.max(axis?.span ?? 0, last > (axis?.span ?? 0) ? rounded(last) : 0, 10);
  return { span: ROOM * span, highest, log: Boolean(axis?.log) };
}

// The next round number from here up: an axis that grows with a run need not move with every picture.
function rounded(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return power * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= number);
}

export function costChart(parent) {
  return new CostChart(parent, { texts: { iteration: say("Iteration"), cost: say("cost") }, count: counted });
}

export class VoteScene {
  constructor(parent, page) {
    this.page = page;
    this.root = element("div", "student-vote", parent);
    this.claims = element("div", "student-claims", this.root);
    this.claims.setAttribute("role", "group");
    this.claims.ariaLabel = say("Answers");
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    this.buttons = page.view.claims.map((text, place) => {
      const button = element("button", "student-claim", this.claims);
      button.type = "button";
      const letter = element("span", "student-letter", button);
      Object.assign(letter, { textContent: LETTERS[place], ariaHidden: "true" });
      element("span", "student-text", button).textContent = text;
      button.addEventListener("click", () => page.mine !== place && page.answer(place));
      return button;
    });
  }

  show({ phase }) {
    const { mine, state } = this.page;
    this.root.dataset.phase = phase;
    this.buttons.forEach((button, place) => {
      button.setAttribute("aria-pressed", String(place === mine));
      setText(button.firstChild, place === mine ? "✓" : LETTERS[place]);
      button.disabled = phase !== "open";
    });
    setText(this.state, state);
  }

  close() {
    this.root.remove();
  }
}

export class DrawScene {
  constructor(parent, page) {
    this.page = page;
    this.drawn = null; // what the student has drawn since the room last had a curve
    this.root = element("div", "student-draw", parent);
    this.chart = costChart(this.root);
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    this.curve = new DrawnCurve("curve", this.chart, {
      hint: say("Draw the curve that you expect"),
      label: say("The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
      place: ([iteration, cost]) => say("iteration {number}, cost {cost}", { number: counted(iteration), cost: magnitude(cost) }),
    }, { expect: (_name, points) => this.expect(points), expecting: () => this.drawn });
  }

  // A curve can be drawn anew, but not taken back: without one, the last counts.
  expect(points) {
    this.drawn = points;
    if (points.length) this.page.answer(points);
  }

  show({ phase, axis }) {
    const { page } = this;
    if (this.drawn?.length && !page.unsent) this.drawn = null; // the room has it, or refused it
    this.root.dataset.phase = phase;
    this.chart.show({ ...axesFor(axis), label: say("Empty axes: cost over iterations") });
    this.curve.show({ points: page.mine ?? [] }, { open: phase === "open", start: axis.start, plays: false });
    setText(this.state, page.state);
  }

  close() {
    this.curve.close();
    this.chart.close();
    this.root.remove();
  }
}

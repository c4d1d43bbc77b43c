// What a student answers: one of several claims, or a curve drawn on axes that have only its start.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { withRoom } = await import(`../../../frontend/chart/fitting.js${search}`);
const { DrawnCurve } = await import(`../../../frontend/drawing/drawn_line.js${search}`);
const { PlotArea } = await import(`../../../frontend/chart/plot_area.js${search}`);
const { small } = await import(`../../../frontend/small_figure/small_plotly.js${search}`);
const { counted, magnitude, say } = await import(`../../../frontend/basics/words.js${search}`);

const REASON = 80; // letters
export const LETTERS = "ABCD"; // of the claims, as on the lecturer's screen
const DOT = 14; // pixels: a finger's line does not cover it

export class VoteScene {
  constructor(parent, page) {
    this.page = page;
    this.root = element("div", "student-vote", parent);
    this.claims = element("div", "student-claims", this.root);
    this.claims.setAttribute("role", "group");
    this.claims.ariaLabel = say("Answers");
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    this.why = new Why(this.root, page);
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

  show(view) {
    const { phase } = view;
    const { mine, state } = this.page;
    this.root.dataset.phase = phase;
    this.why.show(view, mine !== null);
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

// One line on why, once something is chosen.
class Why {
  constructor(parent, page) {
    this.page = page;
    this.form = element("form", "student-why-form", parent);
    const label = element("label", "", this.form);
    Object.assign(label, { htmlFor: "student-why", textContent: say("Why? One line, if you like. The teacher reads it, and may show it, without your name.") });
    this.field = element("input", "student-field", this.form);
    Object.assign(this.field, { id: "student-why", type: "text", maxLength: REASON, autocomplete: "off", value: page.view.why ?? "" });
    this.button = element("button", "student-button", this.form);
    this.button.type = "submit";
    this.field.addEventListener("input", () => this.show(page.view, true));
    this.field.addEventListener("change", () => this.send()); // whoever has left it has said it
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  show({ phase, why }, chosen) {
    const [open, written] = [phase === "open", this.field.value !== ""];
    this.form.hidden = why === undefined || !chosen || !(open || written);
    this.field.disabled = !open;
    this.button.disabled = !open || this.sent(why);
    setText(this.button, written && this.sent(why) ? say("Sent") : open ? say("Send") : say("Not sent"));
  }

  sent(why) {
    return this.field.value.trim() === why;
  }

  async send() {
    if (this.sent(this.page.view.why)) return;
    try {
      await this.page.explain(this.field.value.trim());
    } catch (error) {
      this.page.refuse(error);
    }
  }
}

export class DrawScene {
  constructor(parent, page) {
    this.page = page;
    this.drawn = null; // what the student has drawn since the room last had a curve
    this.root = element("div", "student-draw", parent);
    this.chart = element("div", "student-axes", this.root);
    this.chart.setAttribute("role", "figure");
    const cost = magnitude(page.view.axis.start);
    this.chart.ariaLabel = say("Axes: cost over iterations. The curve starts at a cost of {cost}.", { cost });
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    this.curve = new DrawnCurve("curve", new PlotArea(this.chart), {
      hint: say("Start at the dot"),
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
    small.react(this.chart, [this.start(axis)], withRoom(axis.figure.layout, axis.span, [[axis.start]]));
    this.curve.show({ points: page.mine ?? [] }, { open: phase === "open", start: axis.start, plays: false });
    setText(this.state, page.state);
  }

  // The dot that the run has on the lecturer's screen, where it begins: on a logarithmic axis at 1.
  start({ start, figure: { data, layout } }) {
    const dot = data.find(({ mode }) => mode === "markers");
    const first = layout.xaxis.type === "log" ? 1 : 0;
    return { ...dot, marker: { ...dot.marker, size: DOT }, x: [first], y: [start], cliponaxis: false };
  }

  close() {
    this.curve.close();
    small.purge(this.chart);
    this.root.remove();
  }
}

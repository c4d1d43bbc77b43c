// The teacher's own device: how the class has answered, which answer is right, what is advised, why students have answered
// so, and the same button as beside the projector. Nobody else sees this page, so that it can tell before the reveal.

const SECOND = 1000;
const ONLY_PAGE = ["ask", "back"]; // the projector shows something else than what the room asks

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { say } = await import(`../../../frontend/basics/words.js${search}`);
const { talked } = await import(`../lecturer/talking.js${search}`);
const { Results } = await import(`./student_reveal.js${search}`);

export class LeadScene {
  constructor(parent, page) {
    this.page = page;
    this.root = element("div", "student-lead", parent);
    this.count = element("p", "student-judged", this.root);
    this.advice = element("p", "student-verdict", this.root);
    this.advice.setAttribute("aria-live", "polite");
    this.results = new Results(this.root, page.view.claims);
    this.reasons = this.results.items.map(({ item }) => element("div", "student-reasons", item));
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    const steps = element("div", "student-steps", this.root);
    this.others = element("div", "student-others", steps);
    this.next = this.button("student-primary", steps);
    this.way = element("a", "", this.root);
    this.way.textContent = say("Lead from this device's own page");
  }

  button(kind, parent) {
    const made = Object.assign(element("button", `student-button ${kind}`, parent), { type: "button" });
    made.addEventListener("click", ({ detail }) => detail < 2 && this.send(made.message)); // not what comes in its place
    return made;
  }

  show(view) {
    const { counts = [], right, foreseen, advice = "", reasons = [], quoted, offer, phase, steps } = view;
    Object.assign(this, { view });
    this.tick();
    this.advice.hidden = !advice;
    setText(this.advice, advice);
    this.results.show({ counts, right: right ?? foreseen, shares: true });
    this.reasons.forEach((list, place) => this.showReasons(list, reasons[place] ?? [], quoted));
    const byRoom = phase !== "revealed" && !ONLY_PAGE.includes(offer?.[0]);
    const [first, others] = byRoom ? [steps[0], steps.slice(1)] : [offer, steps];
    this.next.hidden = !first;
    this.next.message = byRoom ? { do: first[0] } : { do: "press", what: first?.[0] };
    setText(this.next, first?.[1] ?? "");
    this.showOthers(others);
    this.way.href = this.page.pageOfTeacher;
  }

  // How many have answered, or for how long they have talked.
  tick() {
    clearTimeout(this.ticking);
    const talks = this.view.phase === "talk";
    setText(this.count, talks ? say("They have talked for {time}", { time: talked(this.view) }) : this.view.count);
    if (talks) this.ticking = setTimeout(() => this.tick(), SECOND);
  }

  // One press shows a reason to all, and another takes it away.
  showReasons(list, reasons, quoted) {
    const said = JSON.stringify([reasons, quoted]);
    if (said === list.said) return;
    list.said = said;
    list.replaceChildren();
    for (const why of reasons) {
      const button = this.button("student-reason", list);
      button.textContent = why;
      button.ariaPressed = String(why === quoted);
      button.message = { do: "quote", why: why === quoted ? "" : why };
    }
  }

  showOthers(steps) {
    const said = JSON.stringify(steps);
    if (said === this.others.said) return;
    this.others.said = said;
    this.others.replaceChildren();
    for (const [what, label] of steps) Object.assign(this.button("", this.others), { textContent: label, message: { do: what } });
  }

  send(message) {
    const { number, round } = this.view;
    setText(this.state, "");
    this.page.sendToRoom({ ...message, number, round }).catch(({ message: said }) => setText(this.state, said));
  }

  close() {
    clearTimeout(this.ticking);
    this.root.remove();
  }
}

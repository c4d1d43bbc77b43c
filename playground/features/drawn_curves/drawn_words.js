// What is said at the lines that somebody draws before a run, as drawn_line.js wants it.

const { search } = new URL(import.meta.url); // of the same version
const { counted, magnitude, say } = await import(`../../frontend/basics/words.js${search}`);

export function ofCurve() {
  return {
    hint: say("Draw the curve that you expect"),
    label: say("The cost curve that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
    away: say("Take your curve away"),
    place: ([iteration, cost]) => say("iteration {number}, cost {cost}", { number: counted(iteration), cost: magnitude(cost) }),
  };
}

export function ofBoundary() {
  return {
    hint: say("Draw the boundary that you expect"),
    label: say("The boundary that you expect. Arrow keys move the cross, Enter sets a point, Backspace takes the last one back, Delete all of them."),
    away: say("Take your line away"),
    place: ([x1, x2]) => `x₁ ${x1.toFixed(2)}, x₂ ${x2.toFixed(2)}`,
  };
}

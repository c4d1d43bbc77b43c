// The keys of the pen in point_pen.js, while its canvas has the focus.

const STEP = 0.05; // step of the cross per arrow key, as a share of the plane's side; with Shift a tenth of it

const { search } = new URL(import.meta.url); // of the same version
const keys = await import(`../../frontend/keyboard/keys.js${search}`);
const { Classes, Values } = await import(`./pen_palettes.js${search}`);
const { rounded } = await import(`../../frontend/basics/rounding.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);

export function addKeys(pen, at) {
  const here = { at, group: "drawing" };
  keys.add(
    { ...here, keys: Object.keys(keys.ARROWS), words: say("Move the cross, slowly with Shift"), does: (event) => moveCross(pen, event) },
    { ...here, keys: ["Enter"], words: say("Set a point"), does: () => strike(pen, () => pen.set([pen.crossing])) },
    { ...here, keys: ["Delete", "Backspace"], words: say("Erase what is near the cross"), does: () => strike(pen, () => pen.erase([pen.crossing])) },
    { ...here, keys: ["Control+Z"], words: say("Undo"), does: ({ shiftKey }) => (shiftKey ? pen.redo : pen.undo).click() },
    { ...here, keys: ["Control+Y"], words: say("Redo"), does: () => pen.redo.click() },
    { ...here, keys: [..."123456789"], words: say("Choose the class of the next points"), when: () => pen.palette instanceof Classes, does: ({ key }) => chooseClass(pen, key) },
    { ...here, keys: ["+", "-", "−"], words: say("Change the value of the next points"), when: () => pen.palette instanceof Values, does: ({ key }) => pen.palette.change(pen, key === "+" ? 1 : -1) },
  );
}

function moveCross(pen, { key, shiftKey }) {
  const step = shiftKey ? STEP / 10 : STEP;
  const [right, up] = keys.ARROWS[key];
  const [across, down] = pen.crossing;
  pen.cross = pen.at([across + step * right, down - step * up].map((share) => Math.min(1, Math.max(0, share))));
  pen.byKeys = true;
  const [x1, x2] = pen.inputs;
  pen.where = `${x1} ${rounded(pen.cross.x, 2).toFixed(2)}, ${x2} ${rounded(pen.cross.y, 2).toFixed(2)}`;
  pen.stale = true;
}

// A stroke of a single point, set or erased.
function strike(pen, act) {
  const before = pen.points;
  act();
  if (pen.points === before) return;
  pen.remember(before, pen.palette.names);
  pen.tell();
}

function chooseClass(pen, key) {
  const name = pen.palette.names[key - 1];
  if (name) pen.palette.choose(pen, name);
}

// Numbers and places as a cursor says them.

const { search } = new URL(import.meta.url); // of the same version
const { rounded, significant } = await import(`../basics/rounding.js${search}`);
const { counted, say } = await import(`../basics/words.js${search}`);

// With so many decimals.
export function fixed(value, places) {
  return rounded(value + 0, places).toFixed(places).replace(/^-(?=.*[1-9])/, "−").replace(/^-/, "");
}

// With three digits; whole numbers in full.
export function brief(value) {
  const short = significant(value, 3);
  const isPlain = Math.abs(short) >= 0.001 && Math.abs(short) < 1000;
  return (Number.isInteger(value) ? counted(value) : isPlain ? short.toPrecision(3) : String(short)).replace(/^-/, "−");
}

export function percent(share) {
  return say("{share} %", { share: fixed(100 * share, 1) });
}

// Two coordinates with the names of their axes.
export function placed([x, y], [first, second]) {
  return `${first} ${fixed(x, 2)}, ${second} ${fixed(y, 2)}`;
}

// Which way to go, from differences to the right and upwards.
export function direction(right, up) {
  const eighth = Math.round(Math.atan2(up, right) / (Math.PI / 4));
  return [
    say("to the right"), say("to the upper right"), say("above"), say("to the upper left"),
    say("to the left"), say("to the lower left"), say("below"), say("to the lower right"),
  ][(eighth + 8) % 8];
}

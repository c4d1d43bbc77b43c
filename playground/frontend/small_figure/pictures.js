// The pictures in a figure: a byte for each cell, and the colours that these stand for.

// What is written in base64.
export function bytes(text) {
  return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); // the first is quicker, and new
}

// A canvas for a picture; inks: the colours that its cells stand for, in base64. Of a picture of classes the figure's layout
// has their colours.
export function lookOf({ width, height, inks: packed }, { meta }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height, ariaHidden: "true" });
  const inks = new Uint32Array(bytes(packed).buffer);
  return { canvas, inks, classOf: meta?.classes ? classesOf(inks, meta.classes) : null };
}

// Which class each ink is of: its colour is that of the class, more or less translucent.
function classesOf(inks, colours) {
  const shades = new Uint8Array(inks.buffer);
  const known = colours.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  return Array.from(inks, (_, i) => {
    const apart = known.map((ink) => ink.reduce((sum, value, part) => sum + (value - shades[4 * i + part]) ** 2, 0));
    return apart.indexOf(Math.min(...apart));
  });
}

// Draw a picture's cells, row by row from above.
export function paint(look, cells) {
  const { canvas, inks, classOf } = look;
  const image = new ImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = inks[cells[i]];
  canvas.getContext("2d").putImageData(image, 0, 0);
  if (classOf) look.classes = cells.map((cell) => classOf[cell]);
}

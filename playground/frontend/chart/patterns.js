// Classes differ in pattern as well as in colour: thin lines over what a network gives to a class, none over the first.
// They lie on a field, whose own colours they leave as they are.
//
// Nothing here needs anything else, so that it can be taken to another page.

const GAP = 10; // pixels between two lines
const [THIN, DOT] = [1.2, 1.5]; // width of a line, radius of a dot
const [FAINT, STRONG] = [0.16, 0.45]; // opacity, and for people who have asked for contrast
const MOST_TILES = 20;

const moreContrast = matchMedia("(prefers-contrast: more), (forced-colors: active)");

// What a tile of a pattern has, for each class; after the last they repeat, as the colours do.
const PATTERNS = [
  null,
  (line, side) => [-side, 0, side].forEach((by) => line(by, side, by + side, 0)), // upwards
  (line, side) => [-side, 0, side].forEach((by) => line(by, 0, by + side, side)), // downwards
  (line, side, dot) => dot(side / 2, side / 2),
  (line, side) => line(0, side / 2, side, side / 2), // level
];

const tiles = new Map();
let mask; // a pixel for each cell, and what is drawn of one class
let layer;

// Draw the patterns of the classes on a canvas. cells: their classes, side × side, row by row from the top. place: where
// the field is on the canvas, {left, top, width, height} in its pixels. ink: a colour. scale: pixels of the canvas for one
// of the page, or more where all is larger.
export function hatch(context, cells, side, { left, top, width, height }, { ink, scale = 1 }) {
  mask ??= document.createElement("canvas");
  layer ??= document.createElement("canvas");
  const { canvas } = context;
  for (let label = 1; label < PATTERNS.length; label++) {
    if (!cover(cells, side, label)) continue;
    if (layer.width !== canvas.width || layer.height !== canvas.height) Object.assign(layer, { width: canvas.width, height: canvas.height });
    const drawing = layer.getContext("2d");
    drawing.globalCompositeOperation = "copy";
    drawing.drawImage(mask, left, top, width, height);
    drawing.globalCompositeOperation = "source-in";
    drawing.fillStyle = drawing.createPattern(tile(label, ink, scale), "repeat");
    drawing.fillRect(0, 0, layer.width, layer.height);
    context.drawImage(layer, 0, 0);
  }
}

// The class of each of some colours, four bytes each: they are those of the classes, more or less translucent.
export function classesOf(shades, colours) {
  const inks = colours.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  return Array.from({ length: shades.length / 4 }, (_, i) => {
    const distances = inks.map((ink) => ink.reduce((sum, value, part) => sum + (value - shades[4 * i + part]) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  });
}

// Cover a class's cells; returns whether there are any.
function cover(cells, side, label) {
  const picture = new ImageData(side, side);
  const pixels = new Uint32Array(picture.data.buffer);
  let some = false;
  for (let i = 0; i < pixels.length; i++)
    if (cells[i] % PATTERNS.length === label) {
      pixels[i] = 0xff000000;
      some = true;
    }
  if (!some) return false;
  if (mask.width !== side) mask.width = mask.height = side;
  mask.getContext("2d").putImageData(picture, 0, 0);
  return true;
}

function tile(label, ink, scale) {
  const opacity = moreContrast.matches ? STRONG : FAINT;
  const key = [label, ink, scale, opacity].join();
  if (tiles.has(key)) return tiles.get(key);
  if (tiles.size >= MOST_TILES) tiles.clear();
  const side = Math.round(GAP * scale);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d");
  Object.assign(context, { globalAlpha: opacity, strokeStyle: ink, fillStyle: ink, lineWidth: THIN * scale });
  context.beginPath();
  const line = (x1, y1, x2, y2) => {
    context.moveTo(x1 - (x2 - x1), y1 - (y2 - y1)); // beyond the tile: its corners have half of a line each
    context.lineTo(x2 + (x2 - x1), y2 + (y2 - y1));
  };
  PATTERNS[label](line, side, (x, y) => context.arc(x, y, DOT * scale, 0, 2 * Math.PI));
  if (label === 3) context.fill();
  else context.stroke();
  tiles.set(key, canvas);
  return canvas;
}

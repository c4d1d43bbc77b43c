// Symbols and dashes of Plotly's names, as paths of SVG.

const OPEN = /-open$/;
export const DASHES = { solid: "none", dot: "2 3", dash: "7 4", longdash: "11 5", dashdot: "7 3 2 3" };

// Corners around a middle, with a radius of 1; down is positive.
const CORNERS = {
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  "triangle-up": [[0, -1.15], [1.15, 0.6], [-1.15, 0.6]],
  "triangle-down": [[0, 1.15], [-1.15, -0.6], [1.15, -0.6]],
  cross: [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  x: [[0, -0.57], [0.57, -1.13], [1.13, -0.57], [0.57, 0], [1.13, 0.57], [0.57, 1.13], [0, 0.57], [-0.57, 1.13], [-1.13, 0.57], [-0.57, 0], [-1.13, -0.57], [-0.57, -1.13]],
  star: Array.from({ length: 10 }, (_, i) => [0, 1].map((axis) => (i % 2 ? 0.55 : 1.4) * Math.cos((Math.PI * i) / 5 - (axis ? Math.PI : Math.PI / 2)))),
  hexagon: Array.from({ length: 6 }, (_, i) => [Math.sin((Math.PI * i) / 3), Math.cos((Math.PI * i) / 3)]),
  bowtie: [[1, 1], [1, -1], [-1, 1], [-1, -1]],
  "line-ns": [[0, 1.4], [0, -1.4]],
  arrow: [[0, 0], [0.8, 2], [-0.8, 2]],
};

export function isOpen(symbol) {
  return OPEN.test(symbol) || symbol === "line-ns";
}

// Of a symbol with this radius around a place; turned: by an angle, clockwise.
export function symbolPath(symbol, x, y, r, turned = 0) {
  const corners = CORNERS[symbol.replace(OPEN, "")];
  if (!corners) return `M${short(x - r)},${short(y)}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;
  const [cos, sin] = [Math.cos(turned), Math.sin(turned)];
  const places = corners.map(([a, b]) => `${short(x + r * (a * cos - b * sin))},${short(y + r * (a * sin + b * cos))}`);
  return `M${places.join("L")}Z`;
}

// Pixels with one decimal.
export function short(pixels) {
  return Math.round(10 * pixels) / 10;
}

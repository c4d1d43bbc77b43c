// The hidden units of a recorded network: as small maps, or in a diagram with its weights.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`../../basics/elements.js${search}`);
const { EDGE, tinted } = await import(`../../chart/small_chart.js${search}`);
const { say } = await import(`../../basics/words.js${search}`);

const SHADES = [0.06, 0.6]; // opacity of the palest and of the strongest colour of a map
const THICKEST = 6; // pixels, the largest weight
const [PITCH, SIDE, MOST_SIDE, HEAD] = [100, 56, 64, 24]; // of the diagram, in units of its own

// The map of a unit: bytes from below, side × side of them.
function paint(canvas, bytes, side, colours) {
  put(canvas, tinted({ image: bytes, side, classes: 2 }, colours, SHADES), side);
}

export function put(canvas, picture, side) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, side, side);
  context.drawImage(picture, 0, 0);
}

function mapIn(parent, name) {
  const figure = element("figure", "lesson-map", parent);
  const canvas = element("canvas", "", figure);
  canvas.setAttribute("aria-hidden", "true");
  element("figcaption", "", figure).textContent = name;
  return canvas;
}

// The units of one layer beside each other.
export class UnitRow {
  constructor(parent) {
    this.root = element("div", "lesson-units", parent);
    this.root.setAttribute("role", "img");
    this.canvases = [];
  }

  show(maps, side, colours) {
    this.root.hidden = !maps.length;
    this.root.setAttribute("aria-label", say("Hidden units as small maps"));
    while (this.canvases.length < maps.length) this.canvases.push(mapIn(this.root, String(this.canvases.length + 1)));
    maps.forEach((bytes, i) => paint(this.canvases[i], bytes, side, colours));
  }
}

// The network from the inputs to the output: lines for its weights, which a pointer asks for their numbers.
export class Network {
  constructor(parent) {
    this.root = element("div", "lesson-network", parent);
    this.root.setAttribute("role", "img");
  }

  // units, weights: of the moment. columns: title, short names of units, and how many are not drawn. maps, side, colours:
  // of the units. field, classes: of the output, and the colours of the classes.
  show({ units, weights }, { columns, maps, side, colours, field, classes }) {
    const layout = JSON.stringify([columns, units.map((column) => column.length)]);
    if (layout !== this.layout) this.build(columns, units);
    this.layout = layout;
    this.root.setAttribute("aria-label", say("The network as a diagram"));
    const largest = Math.max(...weights.flat(2).map(Math.abs)) || 1;
    this.lines.forEach(({ line, title, at: [c, r, from] }) => {
      const weight = weights[c - 1][r][from];
      line.setAttribute("stroke-width", 0.4 + ((THICKEST - 0.4) * Math.abs(weight)) / largest);
      line.setAttribute("class", weight > 0 ? "lesson-positive" : weight < 0 ? "lesson-negative" : "lesson-none");
      const names = [this.nameOf(columns, units, c - 1, from), this.nameOf(columns, units, c, r)];
      setText(title, say("weight from {before} to {after}: {weight}", { before: names[0], after: names[1], weight: String(weight).replace("-", "−") }));
    });
    this.nodes.forEach((column, c) => column.forEach(({ canvas, name }, r) => {
      setText(name, this.nameOf(columns, units, c, r));
      name.style.color = c === columns.length - 1 && field.classes === 0 ? EDGE : ""; // its picture is light on every page
      if (c < columns.length - 1) paint(canvas, maps[c][r], side, colours);
      else if (column.length === 1) put(canvas, tinted(field, classes), field.side);
      else canvas.style.background = classes[r % classes.length];
    }));
  }

  nameOf(columns, units, c, r) {
    const hidden = c > 0 && c < columns.length - 1;
    return hidden ? String(units[c][r] + 1) : columns[c].short[r] || columns[c].title;
  }

  build(columns, units) {
    this.root.replaceChildren();
    const most = Math.max(...units.map((column) => column.length));
    const [width, height] = [PITCH * columns.length, HEAD + Math.max(2, most) * MOST_SIDE];
    const drawing = shape("svg", { viewBox: `0 0 ${width} ${height}` }, this.root);
    this.root.style.setProperty("--ratio", width / height);
    const left = (c) => c * PITCH + (PITCH - SIDE) / 2;
    const top = (c, r) => HEAD + (height - HEAD) / 2 + (r - units[c].length / 2) * MOST_SIDE + (MOST_SIDE - SIDE) / 2;
    this.lines = [];
    units.slice(1).forEach((column, i) => column.forEach((_, r) => units[i].forEach((_, from) => {
      const ends = { x1: left(i) + SIDE, y1: top(i, from) + SIDE / 2, x2: left(i + 1), y2: top(i + 1, r) + SIDE / 2 };
      const group = shape("g", {}, drawing);
      const title = shape("title", {}, group);
      const line = shape("line", ends, group);
      shape("line", { ...ends, class: "lesson-hit" }, group);
      this.lines.push({ line, title, at: [i + 1, r, from] });
    })));
    const share = (value, whole) => `${(100 * value) / whole}%`;
    this.nodes = units.map((column, c) => {
      const centred = { x: left(c) + SIDE / 2, y: 16, "text-anchor": "middle", fill: "currentColor", "font-size": 11 };
      const { title, hidden } = columns[c];
      shape("text", centred, drawing).textContent = hidden ? `${title} (+${hidden})` : title;
      return column.map((_, r) => {
        const node = element("div", "lesson-node", this.root);
        Object.assign(node.style, { left: share(left(c), width), top: share(top(c, r), height), width: share(SIDE, width), height: share(SIDE, height) });
        const canvas = element("canvas", "", node);
        canvas.setAttribute("aria-hidden", "true");
        return { canvas, name: element("span", "", node) };
      });
    });
  }
}

// Small charts, drawn without a library: what a network says of the plane, on a canvas, and its costs, in SVG.
//
// For phones, which wait long for Plotly, and for a lesson recorded into one file. They take their colours from the text
// around them and from what they are given, and all texts are handed in; besides this they need elements.js alone.

const [PALEST, STRONGEST] = [0.12, 0.42]; // opacity where a network is undecided and where it is certain, as in the large charts
export const EDGE = "#222222"; // of a point that is filled with the colour of its value
const DOT = 0.016; // radius of a point, as a share of the picture's width
const [LEAST_DOT, MOST_DOT] = [2.5, 4.5]; // pixels
const MARGIN = { top: 24, right: 14, bottom: 36 }; // pixels around the axes; on the left as much as the numbers take
const [LETTER, BESIDE] = [7, 9]; // pixels of a digit, and between numbers and axis
const [ACROSS, UP] = [80, 36]; // least pixels between two numbers
const DASHES = ["none", "7 4", "2 4", "9 3 2 3"]; // of several runs that have no colours, in this order

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`../basics/elements.js${search}`);
const { Size } = await import(`../basics/size.js${search}`);
const { logTicks, ticks } = await import(`../small_figure/ticks.js${search}`);
const { hatch } = await import(`./patterns.js${search}`);

// The plane with its points, and behind them the class, or the number, that a network gives to each place.
export class Plane {
  constructor(parent) {
    this.canvas = element("canvas", "small-plane", parent);
    this.canvas.setAttribute("role", "img");
    this.dots = document.createElement("canvas"); // the points, which are drawn again only if they are others
    this.size = new Size(this.canvas, () => this.draw());
  }

  close() {
    this.size.close();
    this.canvas.remove();
  }

  // field: x and y, its ends; classes, their number; side, and image: side × side bytes, as an array or in base64, row by row from
  // below, each the probability of class 1 as a share of 255, or with more than two classes the most probable one. points: x1, x2
  // and class, lists, and test, the same of points held out from training, if there are any. colours: of the classes; where
  // there are more of them, colours repeat. Where the network is asked for a number, classes is 0, bytes and the points' share,
  // instead of their class, are places on a scale, of 255, and colours are its low, middle and high one. label: what there is to
  // see, in words.
  show({ field, points, colours, label }) {
    const ratio = String((field.x[1] - field.x[0]) / (field.y[1] - field.y[0]));
    if (ratio !== this.ratio) {
      this.canvas.style.aspectRatio = this.ratio = ratio;
      this.size.forget();
    }
    Object.assign(this, { field, points, colours });
    this.canvas.setAttribute("aria-label", label);
    this.draw();
  }

  draw() {
    const { canvas, field } = this;
    const size = field && this.size.value;
    if (!size) return;
    this.drawDots(size);
    if (canvas.width !== this.dots.width) canvas.width = this.dots.width;
    if (canvas.height !== this.dots.height) canvas.height = this.dots.height;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(tinted(field, this.colours), 0, 0, canvas.width, canvas.height);
    const place = { left: 0, top: 0, width: canvas.width, height: canvas.height };
    if (field.classes) hatch(context, classesOf(field), field.side, place, { ink: getComputedStyle(canvas).color, scale: devicePixelRatio || 1 });
    context.drawImage(this.dots, 0, 0);
  }

  drawDots([width, height]) {
    const { dots, field } = this;
    const sharpness = devicePixelRatio || 1;
    const drawn = [this.points, this.colours, width, height, sharpness, ...field.x, ...field.y];
    if (drawn.every((each, i) => each === this.drawn?.[i])) return;
    this.drawn = drawn;
    dots.width = Math.round(width * sharpness);
    dots.height = Math.round(height * sharpness);
    const context = dots.getContext("2d");
    context.scale(sharpness, sharpness);
    const radius = Math.min(MOST_DOT, Math.max(LEAST_DOT, DOT * width));
    const place = (value, [low, high], length) => ((value - low) / (high - low)) * length;
    const draw = ({ x1, x2, share, class: labels }, held) => x1.forEach((_, i) => {
      const at = [place(x1[i], field.x, width), height - place(x2[i], field.y, height)];
      if (share) valueDot(context, share[i], this.colours, held, ...at, radius);
      else dot(context, labels[i], this.colours, held, ...at, radius);
    });
    draw(this.points, false);
    if (this.points.test) draw(this.points.test, true);
  }
}

// A point in its class's colour; a hollow one is white, and outlined in that colour.
export function dot(context, label, colours, hollow, x, y, radius) {
  const colour = colours[label % colours.length];
  const style = hollow ? { fillStyle: "white", strokeStyle: colour, lineWidth: 0.45 * radius } : { fillStyle: colour, strokeStyle: "white", lineWidth: 0.4 };
  Object.assign(context, style);
  context.beginPath();
  symbol(context, label, x, y, radius);
  context.fill();
  context.stroke();
}

// A point filled with the colour of its value, with an edge that is seen on all of them; one held out from training is a diamond.
function valueDot(context, share, colours, held, x, y, radius) {
  Object.assign(context, { fillStyle: `rgb(${valueInk(share, colours).join()})`, strokeStyle: EDGE, lineWidth: held ? 1 : 0.6 });
  context.beginPath();
  symbol(context, Number(held), x, y, radius);
  context.fill();
  context.stroke();
}

// Red, green and blue at a place on a scale, of 255, from the first colour through the second to the third.
function valueInk(share, colours) {
  const place = (2 * share) / 255;
  const [from, to] = colours.slice(Number(place > 1)).map(channels);
  return from.map((value, i) => Math.round(value + (to[i] - value) * (place > 1 ? place - 1 : place)));
}

function bytesOf(image) {
  return typeof image === "string" ? Uint8Array.from(atob(image), (letter) => letter.charCodeAt(0)) : image;
}

// The class of each cell of a field, row by row from the top.
function classesOf({ image, side, classes }) {
  const values = bytesOf(image);
  return Uint8Array.from(values, (_, i) => {
    const value = values[(side - 1 - Math.floor(i / side)) * side + (i % side)];
    return classes > 2 ? value : Number(value > 127);
  });
}

// The field as a canvas of one pixel for each of its cells, which the next one is drawn on. Classes are translucent, so that
// they suit a light and a dark page; numbers are opaque, so that a point looks like the field where the network meets its value.
function tinted({ image, side, classes }, colours) {
  const values = bytesOf(image);
  const inks = inksOf(colours, classes);
  if (!buffers.has(side)) buffers.set(side, buffer(side));
  const { canvas, context, picture, pixels } = buffers.get(side);
  for (let row = 0; row < side; row++) {
    const above = (side - 1 - row) * side;
    for (let column = 0; column < side; column++) pixels[above + column] = inks[values[row * side + column]];
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}

const buffers = new Map(); // by their sides
const palettes = new Map();

function buffer(side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const picture = new ImageData(side, side);
  return { canvas, context: canvas.getContext("2d"), picture, pixels: new Uint32Array(picture.data.buffer) };
}

// The pixel of each of the 256 values.
function inksOf(colours, classes) {
  const several = classes > 2;
  const key = [colours, several, classes === 0].join();
  if (!palettes.has(key)) {
    const inks = new Uint8ClampedArray(4 * 256);
    for (let value = 0; value < 256; value++) {
      if (classes === 0) {
        inks.set([...valueInk(value, colours), 255], 4 * value);
        continue;
      }
      const colour = colours[several ? value % colours.length : Number(value > 127)];
      const certain = several ? 2 / 3 : Math.abs((2 * value) / 255 - 1);
      inks.set([...channels(colour), 255 * (PALEST + (STRONGEST - PALEST) * certain)], 4 * value);
    }
    palettes.set(key, new Uint32Array(inks.buffer));
  }
  return palettes.get(key);
}

// Red, green and blue of a colour such as "#018571".
function channels(colour) {
  return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
}

// Circle, diamond, square, triangle and cross: classes can be told apart without their colours.
function symbol(context, label, x, y, r) {
  const corners = [
    null,
    [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
    [[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]],
    [[0, -1.25], [1.2, 0.9], [-1.2, 0.9]],
    [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  ][label % 5];
  if (!corners) return context.arc(x, y, r, 0, 2 * Math.PI);
  corners.forEach(([across, down], i) => context[i ? "lineTo" : "moveTo"](x + r * across, y + r * down));
  context.closePath();
}

// Costs over iterations: runs, and behind them what people expected. A place for a drawn line, see drawn_line.js.
export class CostChart {
  // texts: iteration and cost, the titles of the axes. count(number): an iteration in words.
  constructor(parent, { texts, count }) {
    Object.assign(this, { texts, count, listeners: new Set(), kept: new Map() });
    this.parent = element("div", "small-costs", parent);
    this.parent.style.position = "relative";
    this.found = undefined; // the axes, once they are asked for
    this.svg = shape("svg", { role: "img", width: "100%", height: "100%", "font-size": 12, fill: "currentColor" }, this.parent);
    Object.assign(this.svg.style, { position: "absolute", inset: 0, overflow: "hidden" });
    this.frame = shape("g", {}, this.svg);
    this.inner = shape("svg", {}, this.svg); // what is outside the axes is not seen
    this.groups = ["class", "own", "run"].map((name) => shape("g", { class: `small-costs-${name}`, fill: "none", stroke: "currentColor", "stroke-linejoin": "round", "stroke-linecap": "round" }, this.inner));
    this.size = new Size(this.parent, () => {
      this.found = undefined;
      this.draw();
    });
  }

  close() {
    this.size.close();
    this.parent.remove();
  }

  // span: the last iteration on the axis. highest: cost. log: whether the iterations' axis is logarithmic. expected: lines of
  // a whole class, and own: one's own, lists of pairs. runs: each with its name, and at and cost, lists; a colour if it has
  // one. label: what there is to see, in words.
  show(given) {
    this.given = { expected: [], own: [], runs: [], log: false, ...given };
    this.svg.setAttribute("aria-label", given.label);
    this.found = undefined;
    this.draw();
  }

  follow(draw) {
    this.listeners.add(draw);
    return () => this.listeners.delete(draw);
  }

  get axes() {
    if (this.found === undefined) this.found = this.findAxes();
    return this.found;
  }

  findAxes() {
    const [w, h] = this.size.value ?? [0, 0];
    if (!this.given || w < 60 || h < 60) return null;
    const { span, highest, log } = this.given;
    const steps = Math.max(1, Math.floor((h - MARGIN.top - MARGIN.bottom) / UP));
    const ups = ticks(highest, steps);
    const left = BESIDE + LETTER * Math.max(...ups.map((tick) => tick.text.length));
    const [width, height] = [w - left - MARGIN.right, h - MARGIN.top - MARGIN.bottom];
    const [across, up] = [scale(log ? 1 : 0, span), scale(0, highest)];
    return {
      ...{ left, top: MARGIN.top, width, height, ups },
      toPixels: ([iteration, cost]) => [across.share(iteration) * width, (1 - up.share(cost)) * height],
      toValues: ([right, down]) => [across.back(right / width), up.back(1 - down / height)],
      first: log ? 1 : 0,
      state: [span, highest, log],
    };
  }

  draw() {
    const { axes } = this;
    if (!axes) return;
    const { left, top, width, height } = axes;
    const around = JSON.stringify([left, top, width, height, axes.state]);
    if (around !== this.around) this.drawAxes(axes);
    this.around = around;
    const { expected, own, runs } = this.given;
    const [ofClass, ofOwn, ofRuns] = this.groups;
    const faint = Math.min(0.4, Math.max(0.1, 6 / (expected.length + 10))); // many lines on each other are dark
    this.paths(ofClass, expected.map((points) => ({ points, "stroke-width": 1.5, "stroke-opacity": faint })), axes);
    this.paths(ofOwn, own.length ? [{ points: own, "stroke-width": 3 }] : [], axes);
    this.paths(ofRuns, runs.map(({ at, cost, colour }, i) => ({
      points: at.map((iteration, j) => [iteration, cost[j]]),
      "stroke-width": 2.5,
      ...(colour ? { stroke: colour, "stroke-dasharray": "none" } : { "stroke-dasharray": DASHES[i % DASHES.length] }),
      dot: true,
    })), axes);
    this.listeners.forEach((each) => each());
  }

  // A path for each line; those that are there are used again.
  paths(group, lines, axes) {
    while (group.children.length > 2 * lines.length) group.lastChild.remove();
    lines.forEach(({ points, dot, ...attributes }, i) => {
      const path = group.children[2 * i] ?? shape("path", {}, group);
      const end = group.children[2 * i + 1] ?? shape("path", { "stroke-width": 8 }, group);
      const shown = points.filter(([iteration, cost]) => iteration >= axes.first && Number.isFinite(cost));
      const places = shown.map((point) => axes.toPixels(point).map((value) => value.toFixed(1)));
      Object.entries({ ...attributes, d: places.length ? `M${places.join("L")}` : "" }).forEach(([name, value]) => path.setAttribute(name, value));
      end.setAttribute("d", dot && places.length ? `M${places.at(-1)}h0` : "");
      if (attributes.stroke) end.setAttribute("stroke", attributes.stroke);
    });
  }

  drawAxes({ left, top, width, height, ups, toPixels }) {
    const { span, log } = this.given;
    Object.entries({ x: left, y: top, width, height }).forEach(([name, value]) => this.inner.setAttribute(name, value));
    this.frame.replaceChildren();
    const line = (d, opacity) => shape("path", { d, stroke: "currentColor", "stroke-opacity": opacity }, this.frame);
    const write = (text, x, y, anchor) => setText(shape("text", { x, y, "text-anchor": anchor, "fill-opacity": 0.85 }, this.frame), text);
    for (const { value, text } of ups) {
      const y = top + toPixels([1, value])[1];
      line(`M${left},${y}h${width}`, value ? 0.12 : 0.5);
      write(text, left - BESIDE / 2, y + 4, "end");
    }
    const across = log ? logTicks(1, span, Math.max(2, Math.floor(width / ACROSS)), [1]) : ticks(span, Math.max(2, Math.floor(width / ACROSS)), this.count);
    const bottom = top + height;
    for (const { value, text } of across) {
      const x = left + toPixels([value, 0])[0];
      line(`M${x},${bottom}v4`, 0.5);
      write(text, x, bottom + 17, x > left + width - 12 ? "end" : "middle");
    }
    write(this.texts.cost, 0, 13, "start");
    write(this.texts.iteration, left + width, bottom + 32, "end");
  }
}

// From values to shares of an axis, and back; one that does not begin at 0 is logarithmic.
function scale(low, high) {
  if (!low) return { share: (value) => value / high, back: (share) => share * high };
  const reach = Math.log(high / low);
  return { share: (value) => Math.log(value / low) / reach, back: (share) => low * (high / low) ** share };
}

// The network as a diagram: a small live map for each unit, lines for the weights, and one large map.
//
// The data comes from playground/charts/diagram.py. Pointing at a line or a unit shows its numbers, and a click
// enlarges a unit's map. Both follow the run while it plays. Only changing a weight needs the server.

const THICKEST = 7; // pixels, the largest weight that is drawn
const LARGE = 64; // pixels, the side of a unit's map where there is room
const [WIDE, NARROW] = [14, 5]; // pixels between two units of a layer, and where there are many
const FEW = 5; // units of a layer with the wide gap
const HEAD = 32; // pixels for the headings of the columns, and the sizes between them
const TIGHT = 500; // pixels of width below which the sizes leave no room for headings
const REST = 18; // pixels for the number of units that are not drawn
const CLICK = 4; // pixels: a shorter drag counts as a click
const LARGEST = 200; // pixels of drag that change a weight by as much as the largest weight

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`../basics/parts.js${search}`);
const { significant } = await import(`../basics/rounding.js${search}`);
const { say, sentences } = await import(`../basics/words.js${search}`);
const { Sizes } = await import(`./sizes.js${search}`);
const { Weights, isFrozen, nameOf } = await import(`./weights.js${search}`);

export class Diagram {
  // edit(name, value, dragging), freeze(names): change the network on the server; asked(): see Weights; choose(name,
  // value), pending(), sizes: see Sizes; byHand(): whether weights can be changed.
  constructor(parent, { edit, choose, pending, byHand }, sizes) {
    Object.assign(this, { edit, byHand });
    this.root = element("div", "live-diagram", parent);
    this.network = element("div", "live-network", this.root);
    this.network.setAttribute("role", "group");
    this.network.setAttribute("aria-label", say("The network as a diagram"));
    this.sizes = new Sizes(this.root, { choose, pending });
    this.setSizes(sizes);
    this.tip = element("div", "live-tip", this.root);
    this.tip.hidden = true;
    this.network.addEventListener("pointerover", (event) => this.point(event.target.closest("[data-at]"), event));
    this.network.addEventListener("pointermove", (event) => this.place(event));
    this.network.addEventListener("pointerleave", () => this.point(null));
    this.network.addEventListener("focusin", (event) => this.point(event.target.closest("[data-at]"), event));
    this.network.addEventListener("focusout", () => this.point(null));
    this.network.addEventListener("click", (event) => this.choose(event.target.closest("button")));
    this.network.addEventListener("pointerdown", (event) => this.grab(event.target.closest(".live-hit"), event));
    this.network.addEventListener("pointermove", (event) => this.dragged && this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.network.addEventListener(end, () => this.release());
    this.chosen = null; // the enlarged unit, see choose
  }

  setSizes(sizes) {
    this.sizes.show(sizes);
    this.layout = null;
    if (this.state) this.show(this.state);
  }

  // The place of the chosen unit's map, large, and of its weights.
  addUnit(parent, { edit, freeze, asked }) {
    const root = element("div", "live-diagram", parent);
    const large = element("figure", "live-unit", root);
    this.map = new UnitMap(element("div", "live-map", large));
    const caption = element("figcaption", "", large);
    this.title = element("strong", "", caption);
    this.words = element("span", "", caption);
    this.weights = new Weights(large, { edit, freeze, asked });
    this.key = element("p", "live-key", root);
    this.hint = element("p", "live-key", root);
  }

  show(state) {
    this.state = state;
    const { columns, links } = state;
    const { clientWidth: width, clientHeight: height } = this.network;
    const layout = JSON.stringify([width, height, columns.map(({ title, names, activation }) => [title, names.length, activation])]);
    if (layout !== this.layout) {
      if (!width || !height) return; // not on screen: drawn once it is
      this.build(width, height);
      this.layout = layout;
    }
    columns.forEach((column, c) => {
      const rest = column.hidden ? (width < 500 ? `+${column.hidden}` : say("and {number} more", { number: column.hidden })) : "";
      setText(this.rest[c], [column.activation, rest].filter(Boolean).join(" · "));
      this.units[c].forEach((unit, r) => {
        setText(unit.name, column.short[r]);
        unit.node.setAttribute("aria-label", this.nameOf(c, r));
        unit.map.show(column.png, r, column.names.length, state.resolution);
      });
    });
    const largest = (this.largest = Math.max(...links.flatMap(({ weight }) => weight.flat().map(Math.abs))));
    this.lines.forEach(({ line, at: [c, r, from] }) => {
      const weight = links[c - 1].weight[r][from];
      line.setAttribute("stroke-width", 0.5 + ((THICKEST - 0.5) * Math.abs(weight)) / (largest || 1));
      const sign = weight > 0 ? "live-positive" : weight < 0 ? "live-negative" : "live-none";
      line.setAttribute("class", isFrozen(state, nameOf(state, [c, r, from])) ? `${sign} live-frozen` : sign);
    });
    const values = { largest: number(largest) };
    const ofClasses = say("Lines are weights, green if positive, purple if negative; the thickest is {largest}. A map is faint where its unit outputs 0 (0.5 for a sigmoid; of an input, the middle of its range), green above and purple below; the strongest colour marks the layer's largest output, however small. The output has the colours of the classes, closer to the background where the network is less sure. Point at a line or a unit for its numbers, or choose a unit to see it large.", values);
    const ofValues = say("Lines are weights, green if positive, purple if negative; the thickest is {largest}. A map is faint where its unit outputs 0 (0.5 for a sigmoid; of an input, the middle of its range), green above and purple below; the strongest colour marks the layer's largest output, however small. The output has the colours of the points' values, brown for low ones and teal for high ones. Point at a line or a unit for its numbers, or choose a unit to see it large.", values);
    setText(this.key, state.values ? ofValues : ofClasses);
    const dragged = say("Drag a line to the right or to the left to raise or lower its weight; what is frozen is not trained, and its line is dashed.");
    setText(this.hint, this.byHand() ? dragged : "");
    this.network.classList.toggle("live-by-hand", this.byHand());
    this.showLarge();
    if (!this.tip.hidden) setText(this.tip, this.numbersAt(this.pointed));
  }

  // Lays out lines and units; show() fills in the state.
  build(width, height) {
    const { columns } = this.state;
    const most = Math.max(...columns.map(({ names }) => names.length));
    const rest = columns.some(({ hidden, activation }) => hidden || activation) ? REST : 0;
    const pitch = width / columns.length;
    const gap = most > FEW ? NARROW : WIDE;
    const hasSizes = this.sizes.spins.size > 0;
    const large = LARGE * (Number(getComputedStyle(this.network).getPropertyValue("--live-scale")) || 1);
    const side = Math.min(large, 0.55 * pitch, (height - HEAD - rest) / most - gap);
    this.point(null); // its target may be gone
    this.network.replaceChildren();
    const drawing = shape("svg", { viewBox: `0 0 ${width} ${height}` }, this.network);
    const left = (c) => c * pitch + (pitch - side) / 2;
    const middle = HEAD + (height - HEAD - rest) / 2;
    const top = (c, r) => middle + gap / 2 + (r - columns[c].names.length / 2) * (side + gap);
    this.lines = [];
    columns.slice(1).forEach(({ names }, i) =>
      names.forEach((_, r) =>
        columns[i].names.forEach((_, from) => {
          const at = [i + 1, r, from];
          const ends = { x1: left(i) + side, y1: top(i, from) + side / 2, x2: left(i + 1), y2: top(i + 1, r) + side / 2 };
          const line = shape("line", ends, drawing);
          shape("line", { ...ends, class: "live-hit", "data-at": at.join() }, drawing);
          this.lines.push({ line, at });
        }),
      ),
    );
    this.rest = [];
    this.units = columns.map(({ title, names }, c) => {
      const centred = { x: left(c) + side / 2, "text-anchor": "middle" };
      const isHidden = c > 0 && c < columns.length - 1;
      if (!hasSizes || (!isHidden && width > TIGHT)) shape("text", { ...centred, y: 20 }, drawing).textContent = title;
      this.rest.push(shape("text", { ...centred, y: height - 5 }, drawing));
      return names.map((_, r) => {
        const node = element("button", "live-map", this.network);
        node.dataset.at = [c, r].join();
        Object.assign(node.style, { left: `${left(c)}px`, top: `${top(c, r)}px`, width: `${side}px` });
        return { node, map: new UnitMap(node), name: element("span", "", node) };
      });
    });
  }

  // Start dragging a line: its weight follows the pointer, and everything else follows the weight.
  grab(line, event) {
    if (!line || event.button) return;
    const [c, r, from] = at(line);
    const value = this.state.links[c - 1].weight[r][from];
    this.dragged = { x: event.clientX, at: [c, r, from], name: nameOf(this.state, [c, r, from]), value, step: (this.largest || 1) / LARGEST };
    line.setPointerCapture(event.pointerId);
  }

  drag({ clientX }) {
    const { x, value, step, name } = this.dragged;
    if (!this.dragged.moved) {
      if (Math.abs(clientX - x) < CLICK || !this.byHand()) return;
      this.dragged.moved = true;
      this.chooseDragged();
    }
    this.dragged.to = significant(value + step * (clientX - x), 4);
    this.edit(name, this.dragged.to, true);
  }

  release() {
    if (!this.dragged) return;
    const { moved, name, to } = this.dragged;
    if (moved) this.edit(name, to, false);
    else this.chooseDragged();
    this.dragged = null;
  }

  // Show the unit that the dragged line leads to, and the line's weight.
  chooseDragged() {
    const [c, r, from] = this.dragged.at;
    this.choose(this.units[c][r].node);
    this.weights.choose(from);
  }

  choose(node) {
    if (!node) return;
    const [c, r] = at(node);
    const { columns } = this.state;
    this.chosen = { column: c, isOutput: c === columns.length - 1, unit: columns[c].units[r] };
    this.showLarge();
  }

  showLarge() {
    const { columns, resolution } = this.state;
    // A wide layer may be showing other units by now, and a new network may have no such layer.
    const last = columns.length - 1;
    const { column, isOutput, unit } = this.chosen ?? { column: 1, isOutput: last === 1, unit: columns[1].units[0] };
    const wanted = isOutput ? last : column;
    const place = wanted < last || isOutput ? columns[wanted].units.indexOf(unit) : -1;
    const [c, r] = place < 0 ? [last, 0] : [wanted, place];
    this.units.forEach((column, i) => column.forEach(({ node }, j) => node.setAttribute("aria-pressed", i === c && j === r)));
    const { png, names, low, high } = columns[c];
    this.map.show(png, r, names.length, resolution);
    setText(this.title, this.nameOf(c, r));
    this.weights.show(this.state, [this.byHand() ? c : 0, r]); // 0: no weights
    const range = say("From {low} to {high} over the plane.", { low: number(low[r]), high: number(high[r]) });
    const bias = c ? say("Bias {bias}, gradient {gradient}.", this.biasOf(c, r)) : "";
    setText(this.words, sentences(range, bias));
  }

  point(target, event) {
    this.tip.hidden = !target;
    if (!target) return;
    this.pointed = at(target);
    setText(this.tip, this.numbersAt(this.pointed));
    if (event.clientX !== undefined) this.place(event);
    else this.place(middleOf(target));
  }

  // Move the tooltip to the pointer, within the diagram.
  place({ clientX, clientY }) {
    if (this.tip.hidden) return;
    const box = this.root.getBoundingClientRect();
    const x = Math.max(0, Math.min(clientX - box.x + 12, box.width - this.tip.offsetWidth));
    this.tip.style.transform = `translate(${x}px, ${clientY - box.y + 16}px)`;
  }

  nameOf(c, r) {
    return this.state.columns[c].called[r];
  }

  numbersAt([c, r, from]) {
    const { columns, links } = this.state;
    const column = columns[c];
    if (from !== undefined) {
      const { name, weight, gradient } = links[c - 1];
      const ends = { matrix: name, before: columns[c - 1].names[from], after: column.names[r] };
      const numbers = { weight: number(weight[r][from]), gradient: number(gradient[r][from]) };
      return say("{matrix}, from {before} to {after}: weight {weight}, gradient {gradient}", { ...ends, ...numbers });
    }
    if (c === 0) return this.nameOf(c, r);
    return say("{name}: bias {bias}, gradient {gradient}.", { name: this.nameOf(c, r), ...this.biasOf(c, r) });
  }

  biasOf(c, r) {
    const { bias, bias_gradient: gradient } = this.state.columns[c];
    return { bias: number(bias[r]), gradient: number(gradient[r]) };
  }
}

// One unit's map, as the background of an element: a section of the picture that has the maps of all units in its
// column, one below the other, each with a margin of one cell.
class UnitMap {
  constructor(place) {
    Object.assign(this, { place, style: place.style });
  }

  // png: in base64, or a canvas.
  show(png, row, rows, resolution) {
    if (typeof png !== "string") return this.draw(png, row, resolution);
    const cells = resolution + 2;
    const share = (1 + row * cells) / (rows * cells - resolution); // of the distance that the picture can move
    this.style.backgroundSize = `${(100 * cells) / resolution}% ${(100 * rows * cells) / resolution}%`;
    this.style.backgroundPosition = `50% ${100 * share}%`;
    if (png !== this.png) this.style.backgroundImage = `url(data:image/png;base64,${png})`;
    this.png = png;
  }

  draw(picture, row, side) {
    const { canvas = Object.assign(document.createElement("canvas"), { width: side, height: side, ariaHidden: "true" }) } = this;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, side, side);
    context.drawImage(picture, 1, 1 + row * (side + 2), side, side, 0, 0, side, side);
    if (!this.canvas) this.place.append((this.canvas = canvas)); // to draw the first on the page would cost it its styles
  }
}

function at(target) {
  return target.dataset.at.split(",").map(Number);
}

function middleOf(target) {
  const { x, y, width, height } = target.getBoundingClientRect();
  return { clientX: x + width / 2, clientY: y + height / 2 };
}

function number(value) {
  const digits = Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? String(significant(value, 3)) : value && significant(value, 2).toExponential(1);
  return String(digits).replaceAll("-", "−");
}

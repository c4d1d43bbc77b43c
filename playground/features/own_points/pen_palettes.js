// What the pen of point_pen.js draws with: classes, or values. A point's label is the name of its class, or its value.
//
// Both palettes have `names`, of the classes; `label`, of the points drawn next; and show(), look() and number().

const LOWEST = -3, HIGHEST = 3, TENTHS = 10; // values that can be drawn, and steps from one to the next whole number

// Outlines centred on 0, about 1 in radius, by Plotly's symbol names.
const SHAPES = {
  circle: "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z",
  diamond: "M0,-1.3L1.3,0L0,1.3L-1.3,0Z",
  square: "M-0.95,-0.95H0.95V0.95H-0.95Z",
  "triangle-up": "M0,-1.2L1.15,0.8H-1.15Z",
  cross: "M-0.4,-1.2H0.4V-0.4H1.2V0.4H0.4V1.2H-0.4V0.4H-1.2V-0.4H-0.4Z",
  star: "M0,-1.4L0.33,-0.45L1.33,-0.43L0.53,0.17L0.82,1.13L0,0.56L-0.82,1.13L-0.53,0.17L-1.33,-0.43L-0.33,-0.45Z",
  "triangle-down": "M0,1.2L1.15,-0.8H-1.15Z",
  hexagon: "M0,-1.15L1,-0.58V0.58L0,1.15L-1,0.58V-0.58Z",
  x: "M-1.1,-0.6L-0.6,-1.1L0,-0.5L0.6,-1.1L1.1,-0.6L0.5,0L1.1,0.6L0.6,1.1L0,0.5L-0.6,1.1L-1.1,0.6L-0.5,0Z",
  bowtie: "M-1.2,-1V1L1.2,-1V1Z",
};

const { search } = new URL(import.meta.url); // of the same version
const { element, shape } = await import(`../../frontend/basics/parts.js${search}`);
const { rounded } = await import(`../../frontend/basics/rounding.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);

export class Classes {
  // `label`: of the palette before, to go on with if there is still such a class.
  constructor(names, label, { colours, symbols, mostClasses }) {
    Object.assign(this, { colours, symbols, mostClasses, names: [...names] });
    while (this.names.length < 2) this.names.push(this.unused());
    this.label = this.names.includes(label) ? label : this.names[0];
    this.outlines = symbols.map((symbol) => new Path2D(SHAPES[symbol]));
  }

  // Buttons of the pen's to choose a class by.
  show(pen, place) {
    this.names.forEach((name, number) => {
      const made = pen.button("", say("Draw {name}", { name: shown(name) }), place, () => this.choose(pen, name));
      const symbol = shape("svg", { viewBox: "-2 -2 4 4" }, made.firstChild);
      const outline = SHAPES[this.symbols[number % this.symbols.length]];
      shape("path", { d: outline, fill: this.colours[number % this.colours.length] }, symbol);
      made.setAttribute("aria-pressed", String(!pen.erases && name === this.label));
    });
    const add = pen.button("add", say("Add a class"), place, () => {
      this.names = [...this.names, this.unused()]; // a new array: the old one may be in the undo history
      this.choose(pen, this.names.at(-1));
    });
    add.disabled = this.names.length >= this.mostClasses;
  }

  get help() {
    return say(
      "The plane. Arrow keys move the cross, Enter sets a point, Delete erases what is near it, numbers choose the class.",
    );
  }

  choose(pen, name) {
    this.label = name;
    pen.hold(false);
  }

  unused() {
    let number = 0;
    while (this.names.includes(`class ${number}`)) number++;
    return `class ${number}`;
  }

  // The outline and the colour of a label.
  look(label) {
    const number = this.names.indexOf(label);
    return [this.outlines[number % this.outlines.length], this.colours[number % this.colours.length]];
  }

  // What the server is told of a label.
  number(label) {
    return this.names.indexOf(label);
  }
}

export class Values {
  names = [];
  outline = new Path2D(SHAPES.circle);

  // `scale`: the lowest and the highest value that have colours of their own, the colours between them, and that of edges:
  // in the middle, points have nearly the colour of the plane. `unit`: of the values, if these are standardised: its `mean`,
  // `deviation`, and the `decimals` or `tens` that it is rounded to.
  constructor(scale) {
    this.label = 1;
    this.scale = scale;
  }

  // A slider to choose a value by, on the colours.
  show(pen, place) {
    const made = element("label", "pen-value", place);
    // Translators: of the points that are drawn
    element("span", "pen-word", made).textContent = say("Value");
    const limits = { min: LOWEST, max: HIGHEST, step: 1 / TENTHS, value: this.label };
    this.slider = Object.assign(element("input", "", made), { type: "range", ...limits, ariaLabel: say("Value") });
    this.written = element("output", "", made);
    this.slider.addEventListener("input", () => this.choose(pen, Number(this.slider.value)));
    this.rescale(this.scale);
  }

  rescale(scale) {
    this.scale = scale;
    const { low, high, colours } = scale;
    const stops = colours.map((colour, i) => {
      const value = low + ((high - low) * i) / (colours.length - 1);
      return `${colour} ${(100 * (value - LOWEST)) / (HIGHEST - LOWEST)}%`;
    });
    this.slider.style.setProperty("--colours", stops.join());
    this.write();
  }

  get help() {
    return say(
      "The plane. Arrow keys move the cross, Enter sets a point, Delete erases what is near it, + and − change the value.",
    );
  }

  // Without drawing the palette anew: the slider is being dragged.
  choose(pen, value) {
    this.label = Math.min(HIGHEST, Math.max(LOWEST, rounded(value, 1)));
    this.write();
    pen.hold(false, false);
  }

  get edge() {
    return this.scale.edge;
  }

  write() {
    this.slider.value = this.label;
    this.written.textContent = this.slider.ariaValueText = this.inWords(this.label);
    this.slider.style.setProperty("--value", this.look(this.label)[1]);
  }

  // In the values' own unit, if what is drawn with is standardised.
  inWords(value) {
    const { mean, deviation, decimals, tens } = this.scale.unit ?? { mean: 0, deviation: 1, decimals: 1, tens: 1 };
    const written = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return (rounded((mean + deviation * value) / tens, decimals) * tens).toLocaleString("en", written).replace("-", "−");
  }

  look(value) {
    const { low, high, colours } = this.scale;
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return [this.outline, colours[Math.round(share * (colours.length - 1))]];
  }

  number(value) {
    return value;
  }

  change(pen, tenths) {
    this.choose(pen, this.label + tenths / TENTHS);
  }
}

// The label of a class: default names are translated.
function shown(name) {
  const [, number] = name.match(/^class (\d+)$/) ?? [];
  return number ? say("class {number}", { number }) : name;
}

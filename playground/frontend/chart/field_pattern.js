// The patterns of the classes on a chart: on a canvas behind its drawing, which lets them through.
//
// They are drawn some times a second, as thin lines need not follow each picture; a picture that stays has its own.

const EVERY = 100; // milliseconds between two drawings on the page, whose charts take turns

const { search } = new URL(import.meta.url); // of the same version
const { oncePainted } = await import(`../basics/elements.js${search}`);
const { classesOf, hatch } = await import(`./patterns.js${search}`);
const { PlotArea } = await import(`./plot_area.js${search}`);

export class FieldPattern {
  constructor(chart) {
    this.place = new PlotArea(chart);
    this.canvas = Object.assign(document.createElement("canvas"), { className: "live-pattern" });
    this.canvas.setAttribute("aria-hidden", "true");
    chart.prepend(this.canvas);
    this.draw = this.draw.bind(this);
    this.cells = null; // the class of each, row by row from the top
    this.drawnAt = -Infinity;
  }

  // field: the figure's image, which says where it is; its classes have these colours, none if it has no classes. source:
  // of the picture. ink, scale: see hatch().
  show({ images: [field], meta }, source, { ink, scale }) {
    Object.assign(this, { field, colours: meta?.classes, source, ink, scale });
    this.leave ??= this.place.follow(this.draw);
    if (this.drawnAt === -Infinity) return oncePainted(() => this.drawnAt === -Infinity && this.read());
    clearTimeout(this.timer);
    const turn = EVERY * document.getElementsByClassName("live-pattern").length;
    this.timer = setTimeout(() => this.read(), Math.max(0, this.drawnAt + turn - performance.now()));
  }

  // The next picture.
  follow(source) {
    this.show({ images: [this.field], meta: { classes: this.colours } }, source, this);
  }

  // As another has it, without waiting for its picture to be read.
  take({ cells, side }) {
    clearTimeout(this.timer);
    Object.assign(this, { cells, side, drawnAt: performance.now() });
    this.draw();
  }

  async read() {
    this.drawnAt = performance.now();
    const { source, colours } = this;
    if (colours && source) {
      const isFile = typeof source === "string";
      const image = isFile ? Object.assign(new Image(), { src: source }) : source;
      if (isFile) await image.decode().catch(() => {}); // the next one will do
      if (source !== this.source || !image.width) return;
      [this.cells, this.side] = [classesIn(image, colours), image.width];
    } else this.cells = null;
    this.draw();
  }

  draw() {
    const { axes } = this.place;
    if (!axes || !this.field) return;
    const { canvas, cells, side, field, ink } = this;
    const { left, top, width, height, state, toPixels } = axes;
    const sharpness = devicePixelRatio || 1;
    const drawn = [cells, JSON.stringify([left, top, width, height, state]), ink, this.scale, sharpness];
    if (drawn.every((each, i) => each === this.drawn?.[i])) return; // Plotly says so after each picture
    this.drawn = drawn;
    Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    Object.assign(canvas, { width: Math.round(width * sharpness), height: Math.round(height * sharpness) }); // and clear it
    if (!cells) return;
    const [from, to] = [toPixels([field.x, field.y]), toPixels([field.x + field.sizex, field.y - field.sizey])].map((point) => point.map((value) => value * sharpness));
    const place = { left: from[0], top: from[1], width: to[0] - from[0], height: to[1] - from[1] };
    hatch(canvas.getContext("2d"), cells, side, place, { ink, scale: sharpness * this.scale });
  }
}

let reading; // a canvas to read pictures from

// The class of each pixel: its colour is that of the class, more or less translucent.
function classesIn(image, colours) {
  const { width, height } = image;
  reading ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  Object.assign(reading.canvas, { width, height });
  reading.drawImage(image, 0, 0);
  const { data } = reading.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(data.buffer);
  const known = new Map(); // pixel → its class
  return Uint8Array.from(pixels, (pixel, i) => {
    if (!known.has(pixel)) known.set(pixel, classesOf(data.subarray(4 * i, 4 * i + 4), colours)[0]);
    return known.get(pixel);
  });
}

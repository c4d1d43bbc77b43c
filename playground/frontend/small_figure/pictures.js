// The pictures in a figure: a byte for each cell, and the colours that these stand for.

const { search } = new URL(import.meta.url); // of the same version
const { classesOf } = await import(`../chart/patterns.js${search}`);

// What is written in base64.
export function bytes(text) {
  return Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); // the first is quicker, and new
}

// A canvas; inks: the colours that its cells stand for, in base64; colours: those of the classes, if it shows some.
export class Picture {
  constructor({ width, height, inks }, colours) {
    this.canvas = Object.assign(document.createElement("canvas"), { width, height, ariaHidden: "true" });
    this.inks = new Uint32Array(bytes(inks).buffer);
    this.classOf = colours ? classesOf(new Uint8Array(this.inks.buffer), colours) : null;
  }

  // Draw its cells, row by row from above; returns the canvas.
  show(cells) {
    const { canvas, inks, classOf } = this;
    const image = new ImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; i++) pixels[i] = inks[cells[i]];
    canvas.getContext("2d").putImageData(image, 0, 0);
    if (classOf) this.classes = cells.map((cell) => classOf[cell]);
    return canvas;
  }
}

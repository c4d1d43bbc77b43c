// A recording of runs, unpacked: a source of what a screen shows, of each of its moments, as the server sends it.
//
// playground/export/lesson_file/moments.py makes it: the bytes of all pictures, of each moment how they differ from the moment
// before, then its description, and the length of that.

const { search } = new URL(import.meta.url); // of the same version
const { flat } = await import(`../chart/flat.js${search}`);
const { bytes, Picture } = await import(`../small_figure/pictures.js${search}`);

// text: in base64. A promise; rejected where the browser can't unpack it.
export async function unpacked(text) {
  const all = await new Response(new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  const end = all.byteLength - 4;
  const begin = end - new DataView(all).getUint32(end, true);
  const described = JSON.parse(new TextDecoder().decode(new Uint8Array(all, begin, end - begin)));
  const pictures = new Uint8Array(all, 0, begin);
  return new Recording(described, pictures);
}

class Recording {
  constructor(described, pictures) {
    Object.assign(this, described, { described, pictures });
    this.size = pictures.length / this.at.length;
    this.added = 1; // moments whose bytes are no longer differences
  }

  get last() {
    return this.at.length - 1;
  }

  // What is shown of an iteration, coming from another: the next moment that way.
  momentAt(iteration, from) {
    if (iteration <= from) return this.at.findLastIndex((each) => each <= iteration);
    const found = this.at.findIndex((each) => each >= iteration);
    return found < 0 ? this.last : found;
  }

  // The last moment alone, in little memory, and what the first one shows.
  get ending() {
    this.addUp(this.last);
    const { described, pictures, charts } = this;
    const { at, true: right, frames } = Object.fromEntries(["at", "true", "frames"].map((name) => [name, this[name].slice(-1)]));
    return new Recording({ ...described, at, true: right, frames, charts: charts.slice(-1), first: this.charts[0] }, pictures.slice(-this.size));
  }

  // Once, up to this moment.
  addUp(moment) {
    const { pictures, size } = this;
    for (; this.added <= moment; this.added++) {
      const end = (this.added + 1) * size;
      for (let i = end - size; i < end; i++) pictures[i] += pictures[i - size];
    }
  }

  // In the language with this code: a source of its own, with its own pictures.
  in(code) {
    return new Source(this, ...this.said[code]);
  }

  // The cells of this moment, and the numbers of their inks, picture by picture of all that have some.
  cells(moment) {
    this.addUp(moment);
    let end = moment * this.size;
    const next = ({ width, height }) => this.pictures.subarray(end, (end += width * height));
    return Object.fromEntries(Object.entries(this.looks).map(([name, looks]) => [name, looks.map(next)]));
  }
}

class Source {
  constructor(recording, layout, words) {
    Object.assign(this, { recording, layout, words, drawn: new Map() });
    this.moving = Object.fromEntries(Object.entries(recording.looks).map(([name, looks]) => [name, looks.map((look) => new Picture(look))]));
    this.history = this.spoken(recording.curves);
  }

  // What is recorded, with its texts.
  spoken(recorded) {
    if (Array.isArray(recorded)) return recorded.map((each) => this.spoken(each));
    if (recorded === null || typeof recorded !== "object") return recorded;
    if ("word" in recorded) return this.words[recorded.word];
    return Object.fromEntries(Object.entries(recorded).map(([name, each]) => [name, this.spoken(each)]));
  }

  // One of the figures, without space, and its pictures.
  figure(place) {
    if (!this.drawn.has(place)) {
      const { scene, data, layout } = flat(this.spoken(JSON.parse(this.recording.drawings[place])), (canvas) => canvas);
      const images = layout.images?.map(({ source, ...image }) => image);
      const pictures = (layout.images ?? []).map(({ source }) => (source?.inks ? new Picture(source).show(bytes(source.cells)) : source));
      this.drawn.set(place, { pictures, json: JSON.stringify({ scene, data, layout: { margin: {}, ...layout, ...(images && { images }) } }) });
    }
    return this.drawn.get(place);
  }

  figures(moment) {
    const { charts } = this.recording;
    return Object.entries(charts[moment] ?? charts[0]).map(([name, place]) => [name, this.figure(place)]);
  }

  // The figures of a moment and their place on the screen; unless these are the first ones to be shown, null if they stay.
  charts(moment, first) {
    const { charts, arrangement, fills } = this.recording;
    if (!first && charts.length < 2) return null;
    return { charts: Object.fromEntries(this.figures(moment).map(([name, { json }]) => [name, json])), layout: this.layout, arrangement, fills };
  }

  // The curves, with the marks where runs were changed on their way as far as they have come.
  curves(iteration) {
    const known = ({ x, ...rest }) => {
      const length = x.filter((each) => each <= iteration).length;
      return Object.fromEntries(Object.entries({ x, ...rest }).map(([name, each]) => [name, each.slice(0, length)]));
    };
    return Object.fromEntries(Object.entries(this.history).map(([name, curve]) => [name, curve.marks ? { ...curve, marks: curve.marks.map(known) } : curve]));
  }

  // What there is to see and to read at a moment: a frame, which also has done, what was done to the runs; sentence and
  // details of the answer; further, texts of features.
  frame(moment) {
    const frame = this.spoken(JSON.parse(this.recording.frames[moment]));
    const cells = this.recording.cells(moment);
    const moved = Object.entries(this.moving).map(([name, pictures]) => [name, pictures.map((each, i) => each.show(cells[name][i]))]);
    const { diagram = [], ...moving } = Object.fromEntries(moved);
    diagram.forEach((png, i) => (frame.diagram.columns[i].png = png));
    const images = this.figures(moment).filter(([, { pictures }]) => pictures.length);
    return { ...frame, images: Object.fromEntries(images.map(([name, { pictures }]) => [name, pictures.map((each, i) => moving[name]?.[i] ?? each)])) };
  }
}

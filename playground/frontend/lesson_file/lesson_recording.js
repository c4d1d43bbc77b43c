// A recording of runs, unpacked: what there is to see and to read at each of its moments.
//
// playground/export/lesson_file/recording.py makes it: the bytes of all pictures, of each moment how they differ from the moment before,
// then its description, and the length of that.

const { search } = new URL(import.meta.url); // of the same version
const { call } = await import(`../basics/features.js${search}`);
const { bytes } = await import(`../small_figure/pictures.js${search}`);

// text: in base64. A promise; rejected where the browser can't unpack it.
export async function unpacked(text) {
  const all = await new Response(new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  const end = all.byteLength - 4;
  const begin = end - new DataView(all).getUint32(end, true);
  const described = JSON.parse(new TextDecoder().decode(new Uint8Array(all, begin, end - begin)));
  return new Recording(described, new Uint8Array(all, 0, begin));
}

class Recording {
  constructor(described, pictures) {
    Object.assign(this, described);
    this.pictures = pictures;
    this.size = pictures.length / this.at.length;
    for (let i = this.size; i < pictures.length; i++) pictures[i] += pictures[i - this.size];
  }

  get last() {
    return this.at.length - 1;
  }

  // The last moment alone, in little memory.
  get ending() {
    const { pictures, ...described } = this;
    const only = (list) => list?.slice(-1);
    const texts = Object.entries(this.texts).map(([code, said]) => [code, { ...said, moments: only(said.moments), inWords: only(said.inWords) }]);
    const at = { at: only(this.at), true: only(this.true), marks: only(this.marks), frames: only(this.frames), stills: only(this.stills), texts: Object.fromEntries(texts) };
    return new Recording({ ...described, ...at }, pictures.slice(-this.size));
  }

  // What a moment adds to the curves of the page's figures, traces, and the network as a diagram, if the page has one; texts
  // are { word: place }.
  frame(moment) {
    return JSON.parse(this.frames[moment]);
  }

  // The pictures of one of the figures, or of the diagram's columns.
  cells(moment, name) {
    let place = 0;
    const found = {};
    for (const [figure, looks] of Object.entries(this.looks))
      found[figure] = looks.map(({ width, height }) => this.bytes(moment, (place += width * height) - width * height, width * height));
    return found[name] ?? [];
  }

  bytes(moment, place, length) {
    const begin = moment * this.size + place;
    return this.pictures.subarray(begin, begin + length);
  }

  // What is said at a moment in a language: numbers, panels, what was done to the runs, the answer, and the screen in words.
  said(moment, code) {
    const { still, texts, moments, inWords } = this.texts[code];
    const rest = moments[moment].map((place) => texts[place]);
    const numbers = (labels) => labels.map((label) => [label, rest.shift()]);
    const { layout } = still;
    const done = still.done.findLast(([iteration]) => iteration <= this.at[moment])?.[1] ?? "";
    const above = numbers(layout.numbers);
    const panels = layout.panels.map(({ title, caption, sentence, numbers: labels, table }) => ({
      title,
      caption: caption ? rest.shift() : "",
      sentence: sentence ? rest.shift() : "",
      numbers: numbers(labels),
      table,
    }));
    const answer = rest.pop();
    const ofFeatures = Object.assign({}, ...call("takeTexts", this, rest));
    return { numbers: above, panels, cells: rest, done, answer, inWords: inWords[moment], ...ofFeatures };
  }
}

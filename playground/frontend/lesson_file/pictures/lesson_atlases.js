// What a recorded network makes of digits: pictures of its weights, what it misreads, and what it mistakes for what.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../basics/elements.js${search}`);
const { put } = await import(`./lesson_pictures.js${search}`);
const { tinted } = await import(`../../chart/small_chart.js${search}`);

const AS_BRIGHT = 0.179; // where white and black have the same contrast: 4.6

export class Atlases {
  constructor(parent, recording) {
    this.recording = recording;
    this.all = recording.sheets.map((atlas, number) => {
      const root = element("section", `lesson-sheet lesson-sheet-${atlas.kind}`, parent);
      root.style.setProperty("--columns", atlas.columns);
      const title = element("h3", "", root);
      const made = atlas.kind === "confusion" ? new Confusion(root, atlas) : new Tiles(root, atlas);
      return { number, atlas, title, made, words: element("p", "", root) };
    });
  }

  // Whether a panel of the page is here, with its pictures or as a table.
  has(panel, number) {
    return this.recording.sheets.some((atlas) => atlas.panel === number || (atlas.kind === "confusion" && panel.table));
  }

  show(moment, { panels, cells, labels }) {
    for (const { number, atlas, title, made, words } of this.all) {
      const panel = panels[atlas.panel];
      setText(title, panel.title);
      const source = atlas.kind === "confusion" ? panels.find(({ table }) => table) : panel;
      setText(words, source.caption || source.sentence);
      made.show(this.recording.tiles(moment, number), atlas.labelled ? labels : atlas.names, { ...this.recording, cells, title: panel.title });
    }
  }
}

class Tiles {
  constructor(parent, { kind, number, side }) {
    Object.assign(this, { kind, side });
    this.root = element("div", "lesson-tiles", parent);
    this.root.setAttribute("role", "img");
    this.tiles = Array.from({ length: number }, () => {
      const figure = element("figure", "", this.root);
      const canvas = element("canvas", "", figure);
      canvas.setAttribute("aria-hidden", "true");
      return { figure, canvas, name: element("figcaption", "", figure) };
    });
  }

  show(pictures, names, { unitColours, ink, paper, title }) {
    this.root.setAttribute("aria-label", [title, ...names].filter(Boolean).join(" · "));
    this.tiles.forEach(({ figure, canvas, name }, i) => {
      const { side } = this;
      figure.style.visibility = names.length && !names[i] ? "hidden" : "";
      canvas.style.background = paper;
      const picture = this.kind === "ink" ? inked(pictures[i], side, ink) : tinted({ image: pictures[i], side, classes: 2 }, unitColours, [0, 1]);
      put(canvas, picture, side);
      setText(name, names[i] ?? "");
    });
  }
}

// Bytes from the top, side × side of them, as ink on paper.
function inked(bytes, side, colour) {
  const rgb = parts(colour);
  const picture = new ImageData(side, side);
  bytes.forEach((value, i) => picture.data.set([...rgb, value], 4 * i));
  const made = Object.assign(document.createElement("canvas"), { width: side, height: side });
  made.getContext("2d").putImageData(picture, 0, 0);
  return made;
}

function parts(colour) {
  return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
}

// From 0 to 1, as WCAG measures it.
function brightness(colour) {
  const [red, green, blue] = colour.map((value) => (value / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// A table of how often a class, a row, is read as another, a column.
class Confusion {
  constructor(parent, { names }) {
    const table = element("table", "", parent);
    const row = element("tr", "", element("thead", "", table));
    ["", ...names].forEach((name) => (element(name ? "th" : "td", "", row).textContent = name));
    const body = element("tbody", "", table);
    this.rows = names.map((name) => {
      const line = element("tr", "", body);
      element("th", "", line).textContent = name;
      return names.map(() => element("td", "", line));
    });
  }

  show([shares], names, { cells, unitColours, paper }) {
    const [low, high] = unitColours.map(parts);
    const ground = parts(paper);
    this.rows.forEach((line, r) => line.forEach((cell, c) => {
      const share = shares[r * names.length + c] / 255;
      const mixed = (r === c ? high : low).map((value, i) => Math.round(share * value + (1 - share) * ground[i]));
      cell.style.background = `rgb(${mixed})`;
      cell.style.color = brightness(mixed) < AS_BRIGHT ? "white" : "black"; // one of them can always be read, not so the page's ink
      setText(cell, cells[r * (names.length + 1) + c + 1]);
    }));
  }
}

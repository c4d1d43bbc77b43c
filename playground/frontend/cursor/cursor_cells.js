// Readings of the parts of a chart, such as pictures side by side, which the server puts into words: a cursor moves from
// one to the next.

const CLOSE = 1e-6; // of the range of the places: nearer ones are at the same place

const { search } = new URL(import.meta.url); // of the same version
const { say } = await import(`../basics/words.js${search}`);

export const ofCells = {
  fits: (name, { readings }) => readings.includes(name),
  ends: true,
  stops: true,
  label: () => say("A cursor on the parts of this chart. Arrow keys move it from one to the next, Home and End to the first and the last one, and Escape puts it away."),
  read: (name, screen) => {
    const sent = screen.shown.cursor?.[name];
    if (!sent) screen.time.point();
    return sent?.cells.length ? new Cells(sent, screen.figures[name].layout) : null;
  },
};

class Cells {
  // cells: of each part its words; places: of pictures; columns: of them; shares: to be heard; noted: those that Tab goes
  // to; at: where each is, if that is not in the picture
  constructor({ cells, places, columns, shares, noted, at }, { images, yaxis: { range: [bottom, top] = [0, 1] } }) {
    const down = bottom > top ? 1 : -1;
    Object.assign(this, { cells, shares, noted });
    this.at = at ?? gridOf(cells.length, { columns, rows: Math.ceil(places / columns), down }, images[0]);
    const [across, up] = [0, 1].map((axis) => stepsOf(this.at.map((point) => point[axis])));
    this.steps = across.map((x, i) => [x, -down * up[i]]); // to the right and upwards
  }

  get first() {
    return 0;
  }

  // To the nearest one that way.
  move(place, right, up) {
    const here = this.steps[this.inside(place)];
    let [found, least] = [place, Infinity];
    this.steps.forEach(([x, y], i) => {
      const [across, above] = [x - here[0], y - here[1]];
      const along = across * right + above * up;
      const aside = Math.abs(across * up) + Math.abs(above * right);
      const distance = along + 2 * aside;
      if (along > CLOSE && distance < least) [found, least] = [i, distance];
    });
    return found;
  }

  end(place, way) {
    return way > 0 ? this.cells.length - 1 : 0;
  }

  next(place, way) {
    const onward = this.noted.filter((each) => way * (each - place) > 0);
    return (way > 0 ? onward[0] : onward.at(-1)) ?? null;
  }

  // There may be fewer than before.
  inside(place) {
    return Math.min(place, this.cells.length - 1);
  }

  say(place) {
    const at = this.inside(place);
    return { point: this.at[at], words: this.cells[at], pitch: this.shares[at] ?? 0.5 };
  }
}

// The middle of each of the pictures that are side by side in one.
function gridOf(number, { columns, rows, down }, { x, y, sizex, sizey }) {
  const middle = (i) => [x + (((i % columns) + 0.5) * sizex) / columns, y + (down * (Math.floor(i / columns) + 0.5) * sizey) / rows];
  return Array.from({ length: number }, (_, i) => middle(i));
}

// Values as shares of their range.
function stepsOf(values) {
  const range = values.reduce((most, each) => Math.max(most, each), -Infinity) - values.reduce((least, each) => Math.min(least, each), Infinity);
  return values.map((each) => each / (range || 1));
}

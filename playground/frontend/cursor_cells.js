// Readings of pictures side by side, which the server puts into words: a cursor moves from one to the next.

const { search } = new URL(import.meta.url); // of the same version
const { say } = await import(`./words.js${search}`);

export const ofCells = {
  fits: (name, { readings }) => readings.includes(name),
  ends: true,
  stops: true,
  label: () => say("A cursor on the pictures. Arrow keys move it from one to the next, Home and End to the first and the last one, and Escape puts it away."),
  read: (name, screen) => {
    const sent = screen.shown.cursor?.[name];
    if (!sent) screen.time.point();
    return sent?.cells.length ? new Cells(sent, screen.figures[name].layout) : null;
  },
};

class Cells {
  // cells: of each picture its words; places: of pictures; columns: of them; shares: to be heard; noted: those that Tab goes to
  constructor(sent, { images: [image], yaxis: { range: [bottom, top] } }) {
    Object.assign(this, sent, { image, down: bottom > top ? 1 : -1 });
  }

  get first() {
    return 0;
  }

  // There may be fewer pictures by now.
  valid(place) {
    return Math.min(place, this.cells.length - 1);
  }

  move(before, right, up) {
    const place = this.valid(before);
    const to = place + right - up * this.columns;
    const sameRow = Math.floor(to / this.columns) === Math.floor(place / this.columns);
    return this.cells[to] !== undefined && (up || sameRow) ? to : place;
  }

  end(place, way) {
    return way > 0 ? this.cells.length - 1 : 0;
  }

  next(place, way) {
    const onward = this.noted.filter((each) => way * (each - place) > 0);
    return (way > 0 ? onward[0] : onward.at(-1)) ?? null;
  }

  say(place) {
    const at = this.valid(place);
    const { x, y, sizex, sizey } = this.image;
    const rows = Math.ceil(this.places / this.columns);
    const [column, row] = [at % this.columns, Math.floor(at / this.columns)];
    const point = [x + ((column + 0.5) * sizex) / this.columns, y + (this.down * (row + 0.5) * sizey) / rows];
    return { point, words: this.cells[at], pitch: this.shares[at] ?? 0.5 };
  }
}

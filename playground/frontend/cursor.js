// A cursor on a chart that stands still, moved by keys: it says what is there, and sounds it.
//
// What there is to say comes from a *reading* of the chart: cursor_grid.js, cursor_curve.js and cursor_cells.js have one
// kind each. A place on it is whatever the reading makes of it:
//   first: where the cursor begins
//   move(place, right, up, far), end(place, way), leap(place, way): another place by an arrow, Home or End, Page Up or
//     Page Down; way is 1 or -1; null if the key does nothing here
//   next(place, way): the next place of note, by Tab; null after the last one, where the focus moves on
//   say(place): {point, words, pitch}, the point in values of the axes, the pitch from 0 to 1

const SETTLED = 150; // milliseconds after the last key until the place is said: a key that is held would flood the speech
const SECONDS = 0.12; // of a tone
const CROSS = "M-5000,0H-9M9,0H5000M0,-5000V-9M0,9V5000M-9,0a9,9 0 1 0 18,0a9,9 0 1 0 -18,0";

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`./elements.js${search}`);
const { OnChart } = await import(`./expected.js${search}`);
const { ofCells } = await import(`./cursor_cells.js${search}`);
const { ofCurve } = await import(`./cursor_curve.js${search}`);
const { ofLandscape, ofPlane } = await import(`./cursor_grid.js${search}`);
const { tone } = await import(`./sound.js${search}`);

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const ENDS = { Home: -1, End: 1 };
const LEAPS = { PageUp: 1, PageDown: -1 };

// A cursor for a chart of the screen; null if there is nothing to read on it.
export function cursorOn(screen, name, chart) {
  const kind = [ofPlane, ofCells, ofLandscape, ofCurve].find(({ fits }) => fits(name, screen));
  return kind ? new Cursor(screen, name, chart, kind) : null;
}

class Cursor {
  constructor(screen, name, chart, { label, read }) {
    Object.assign(this, { screen, name, read, place: new OnChart(chart) });
    this.at = null; // where it is
    this.used = false; // whether it is shown
    this.here = null; // what is said there
    this.draw = this.draw.bind(this);
    this.root = element("div", "cursor", chart);
    this.sheet = shape("svg", { tabindex: 0, "aria-label": label(name, screen) }, this.root);
    this.cross = shape("g", {}, this.sheet);
    for (const part of ["cursor-halo", "cursor-cross"]) shape("path", { class: part, d: CROSS }, this.cross);
    this.said = element("p", "cursor-said", this.root);
    this.said.setAttribute("aria-live", "polite");
    this.sheet.addEventListener("keydown", (event) => this.key(event));
    this.sheet.addEventListener("focus", () => this.reading); // asks for it
    this.sheet.addEventListener("blur", () => this.putAway());
    this.show();
  }

  close() {
    clearTimeout(this.saying);
    this.root.remove();
    this.leave?.();
  }

  get hasFocus() {
    return document.activeElement === this.sheet;
  }

  // Of what is on screen; null while it moves, and until the server has sent it.
  get reading() {
    const { screen, name } = this;
    const { shown } = screen;
    if (screen.playing || !shown) return null;
    const figure = screen.figures[name];
    if (shown !== this.shown || figure !== this.figure || !this.found) this.found = this.read(name, screen);
    Object.assign(this, { shown, figure });
    return this.found;
  }

  // Something on screen has changed. While it plays, keys mean what they do elsewhere on the page.
  show() {
    this.leave ??= this.place.follow(this.draw);
    const plays = this.screen.playing;
    if (plays !== this.plays) this.sheet.setAttribute("role", plays ? "img" : "application");
    this.plays = plays;
    if (this.used && !plays && this.screen.shown !== this.shown) this.tell();
    else this.draw();
  }

  key(event) {
    const { key, shiftKey: far } = event;
    if (this.screen.playing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.used ? !this.go(key, far) : !(key in ARROWS || key === "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    this.used = key !== "Escape";
    if (this.used) this.tell(true);
    else this.putAway();
  }

  // Whether a key has another place, which the cursor then is at.
  go(key, far) {
    const { reading, at } = this;
    if (key === "Escape" || key === "Enter") return true;
    if (!reading || !at) return key in ARROWS;
    const to =
      key === "Tab" ? reading.next(at, far ? -1 : 1)
      : key in ARROWS ? reading.move(at, ...ARROWS[key], far)
      : key in ENDS ? reading.end?.(at, ENDS[key])
      : key in LEAPS ? reading.leap?.(at, LEAPS[key])
      : null;
    this.at = to ?? at;
    return Boolean(to);
  }

  // Say where it is, once there is something to say; by a key, it is heard, too.
  tell(byKey) {
    const { reading } = this;
    if (reading) this.at ??= reading.first;
    this.here = reading?.say(this.at) ?? null;
    this.draw();
    clearTimeout(this.saying);
    if (!this.here) return;
    this.saying = setTimeout(() => setText(this.said, this.here?.words ?? ""), SETTLED);
    const { axes } = this.place;
    const side = axes ? (2 * axes.toPixels(this.here.point)[0]) / axes.width - 1 : 0;
    if (byKey) tone({ pitch: within(this.here.pitch, 0), side: within(side, -1), seconds: SECONDS });
  }

  putAway() {
    clearTimeout(this.saying);
    this.used = false;
    setText(this.said, "");
    this.draw();
  }

  draw() {
    const { axes } = this.place;
    this.root.hidden = !axes;
    if (!axes) return;
    const { left, top, width, height } = axes;
    const at = this.used && !this.plays && this.here ? this.pixels(this.here.point) : null;
    const all = JSON.stringify([left, top, width, height, at]);
    if (all === this.drawn) return; // with every picture that plays
    this.drawn = all;
    for (const [side, value] of Object.entries({ left, top, width, height })) this.root.style[side] = `${value}px`;
    this.root.classList.toggle("cursor-used", Boolean(at));
    if (!at) return;
    this.cross.setAttribute("transform", `translate(${at})`);
    this.root.classList.toggle("cursor-low", at[1] > height / 2);
  }

  // A line may have an axis of its own.
  pixels(point) {
    const [across, up] = this.place.axes.toPixels(point);
    const axis = this.place.parent._fullLayout[this.here.axis];
    return [across, axis ? axis.d2p(point[1]) : up];
  }
}

function within(share, least) {
  return Math.max(least, Math.min(1, Number.isFinite(share) ? share : 0));
}

// A cursor on a chart that stands still, moved by keys: it says what is there, and sounds it.
//
// What there is to say comes from a *reading* of the chart: cursor_grid.js, cursor_curve.js and cursor_cells.js have the
// kinds; ends, stops: whether there are places for Home and End, or for Tab. A place is whatever the reading makes of it:
//   first: where the cursor begins
//   move(place, right, up, far), end(place, way), leap(place, way): another place by an arrow, Home or End, Page Up or
//     Page Down; way is 1 or -1; null if the key does nothing here
//   next(place, way): the next place of note, by Tab; null after the last one, where the focus moves on
//   say(place): {point, words, pitch}, the point in values of the axes, the pitch from 0 to 1

const SETTLED = 150; // milliseconds after the last key until the place is said: a key that is held would flood the speech
const CROSS = "M-5000,0H-9M9,0H5000M0,-5000V-9M0,9V5000M-9,0a9,9 0 1 0 18,0a9,9 0 1 0 -18,0";

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`../basics/elements.js${search}`);
const { atTheEdge } = await import(`../drawing/drawn_line.js${search}`);
const { ofCells } = await import(`./cursor_cells.js${search}`);
const { ofBars, ofCurve } = await import(`./cursor_curve.js${search}`);
const { ofArrows, ofLandscape, ofPlane } = await import(`./cursor_grid.js${search}`);
const keys = await import(`../keyboard/keys.js${search}`);
const { PlotArea } = await import(`../chart/plot_area.js${search}`);
const { call } = await import(`../basics/features.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

const ENDS = { Home: -1, End: 1 };
const ZOOMS = { "+": 0.7, "-": 1 / 0.7, 0: null };
const LEAPS = { PageUp: 1, PageDown: -1 };

// A cursor for a chart of the screen; null if there is nothing to read on it.
export function cursorOn(screen, name, chart) {
  const kind = [ofPlane, ofCells, ofLandscape, ofArrows, ofBars, ofCurve].find(({ fits }) => fits(name, screen));
  return kind ? new Cursor(screen, name, chart, kind) : null;
}

class Cursor {
  constructor(screen, name, chart, kind) {
    Object.assign(this, { screen, name, read: kind.read, place: new PlotArea(chart) });
    this.at = null; // where it is
    this.used = false; // whether it is shown
    this.here = null; // what is said there
    this.sounds = false; // whether that is to be heard, too
    this.draw = this.draw.bind(this);
    this.root = element("div", "cursor", chart);
    this.overlay = shape("svg", { tabindex: 0, "aria-label": kind.label() }, this.root);
    this.cross = shape("g", {}, this.overlay);
    for (const part of ["cursor-halo", "cursor-cross"]) shape("path", { class: part, d: CROSS }, this.cross);
    this.said = element("p", "cursor-said", this.root);
    this.said.setAttribute("aria-live", "polite");
    this.addKeys(kind);
    this.overlay.addEventListener("focus", () => this.reading); // asks for it
    this.overlay.addEventListener("blur", () => this.putAway());
    this.show();
  }

  close() {
    clearTimeout(this.saying);
    this.root.remove();
    this.leave?.();
  }

  // Of what is on screen; null while it moves, and until the server has sent it.
  get reading() {
    if (!this.stands) return null;
    const { screen, name } = this;
    const { shown } = screen;
    const figure = screen.figures[name];
    if (shown !== this.shown || figure !== this.figure || !this.found) this.found = this.read(name, screen);
    Object.assign(this, { shown, figure });
    return this.found;
  }

  // Something on screen has changed.
  show() {
    this.leave ??= this.place.follow(this.draw);
    const plays = this.screen.playing;
    if (plays !== this.plays) this.overlay.setAttribute("role", plays ? "img" : "application");
    this.plays = plays;
    if (this.used && !plays && this.screen.shown !== this.shown) this.tell();
    else this.draw();
  }

  // Whether keys move it: while the picture moves, they mean what they do elsewhere on the page.
  get stands() {
    return Boolean(this.screen.shown) && !this.screen.playing;
  }

  // The keys; all but those that show it apply once it is shown.
  addKeys({ ends, stops }) {
    const here = { at: this.overlay, group: "plane" };
    const begins = { ...here, when: () => this.stands };
    const goesOn = (can) => ({ ...here, when: (event) => this.stands && (event ? this.used && can(event) : true) });
    const has = (what) => () => Boolean(this.reading?.[what]);
    keys.add(
      { ...begins, keys: Object.keys(keys.ARROWS), words: say("Move the cursor, farther with Shift"), does: ({ key, shiftKey: far }) => this.go("move", ...keys.ARROWS[key], far) },
      { ...begins, keys: ["Enter"], words: say("Show the cursor and say where it is"), does: () => this.go() },
      { ...goesOn(() => true), keys: ["Escape"], words: say("Put the cursor away"), does: () => this.putAway() },
    );
    const zooms = () => this.screen.figures[this.name].layout.dragmode !== false;
    if (zooms()) keys.add({ ...begins, keys: Object.keys(ZOOMS), words: say("Zoom in or out, or show all again"), does: ({ key }) => this.screen.zoom(this.name, ZOOMS[key], this.share) });
    if (stops) keys.add({ ...goesOn((event) => this.next(event) !== null), keys: ["Tab"], words: say("Go to the next misclassified point or mark, back with Shift"), does: (event) => this.go("next", wayOf(event)) });
    if (ends) keys.add({ ...goesOn(has("end")), keys: Object.keys(ENDS), words: say("Go to the beginning or the end"), does: ({ key }) => this.go("end", ENDS[key]) });
    if (ends) keys.add({ ...goesOn(has("leap")), keys: Object.keys(LEAPS), words: say("Go to the next mark on the curve, or along a tenth of it"), does: ({ key }) => this.go("leap", LEAPS[key]) });
  }

  // Where Tab goes; null after the last place, where the focus leaves.
  next(event) {
    return this.at === null ? null : (this.reading?.next(this.at, wayOf(event)) ?? null);
  }

  // Show it; if it is shown, take it where the reading says.
  go(how, ...way) {
    const { reading, at } = this;
    if (this.used && how && reading && at !== null) this.at = reading[how](at, ...way) ?? at;
    this.used = true;
    this.tell(true);
  }

  // Say where it is, once there is something to say; by a key, it is heard, too.
  tell(byKey = false) {
    this.sounds ||= byKey;
    const { reading } = this;
    if (reading) this.at ??= reading.first;
    this.here = reading?.say(this.at) ?? null;
    this.draw();
    clearTimeout(this.saying);
    if (!this.here) return;
    this.saying = setTimeout(() => setText(this.said, this.here?.words ?? ""), SETTLED);
    const { axes } = this.place;
    const side = axes ? (2 * atTheEdge(axes.toPixels(this.here.point), axes)[0]) / axes.width - 1 : 0;
    if (this.sounds) call("pointed", { pitch: within(this.here.pitch, 0), side: within(side, -1) });
    this.sounds = false;
  }

  // Where it is, in shares of the axes; their middle while it is away.
  get share() {
    const axes = this.used && this.here && this.place.axesWith(this.here.axis ?? "yaxis");
    if (!axes) return [0.5, 0.5];
    const [across, down] = axes.toPixels(this.here.point);
    return [across / axes.width, 1 - down / axes.height];
  }

  putAway() {
    clearTimeout(this.saying);
    this.used = this.sounds = false;
    setText(this.said, "");
    this.draw();
  }

  draw() {
    const axes = this.place.axesWith(this.here?.axis ?? "yaxis"); // a line may have an axis of its own
    this.root.hidden = !axes;
    if (!axes) return;
    const { left, top, width, height } = axes;
    const at = this.used && !this.plays && this.here ? axes.toPixels(this.here.point) : null;
    const all = JSON.stringify([left, top, width, height, at]);
    if (all === this.drawn) return; // with every picture that plays
    this.drawn = all;
    for (const [side, value] of Object.entries({ left, top, width, height })) this.root.style[side] = `${value}px`;
    this.root.classList.toggle("cursor-used", Boolean(at));
    if (!at) return;
    const [across, up] = atTheEdge(at, axes);
    this.cross.setAttribute("transform", `translate(${across},${up})`);
    this.root.classList.toggle("cursor-low", up > height / 2);
  }
}

function wayOf({ shiftKey }) {
  return shiftKey ? -1 : 1;
}

function within(share, least) {
  return Math.max(least, Math.min(1, Number.isFinite(share) ? share : 0));
}

// The time line of a run: a handle on the iteration axis of a chart, or on a line of its own if that chart is not on
// the first screen. It is dragged with mouse or finger, moved with keys, and follows a click on the chart.
//
// It only reports the requested iteration to whoever has the runs.

const { search } = new URL(import.meta.url); // of the same version
const { APART } = await import(`./described.js${search}`);
const keys = await import(`../keyboard/keys.js${search}`);
const { element } = await import(`../basics/parts.js${search}`);
const { PlotArea } = await import(`./plot_area.js${search}`);
const { counted, say } = await import(`../basics/words.js${search}`);

const CLICK = 4; // pixels: a shorter move counts as a click
const PAGES = 10; // presses of Page Up or Page Down for the whole time line

export class Timeline {
  // chart: whose axis it uses; null for a line of its own. seek(iteration, dragging): called during a drag and at its
  // end. isAway(): whether the last requested iteration has still to be reached. counts: what it is a line of, if not of
  // iterations, and such a number in words.
  constructor(parent, chart, { seek, backwards, isAway, counts }) {
    const { label = say("Iteration"), words = (number) => say("iteration {number}", { number }) } = counts ?? {};
    Object.assign(this, { chart, seek, isAway, words, area: chart && new PlotArea(chart) });
    this.now = this.reached = 0;
    this.announcedAt = -Infinity; // when its place was last told
    this.root = element("div", chart ? "live-timeline live-on-chart" : "live-timeline", parent);
    this.back = element("button", "live-back", this.root);
    this.back.type = "button";
    this.back.title = say("Play backwards");
    this.back.setAttribute("aria-label", say("Play backwards"));
    this.back.addEventListener("click", backwards);
    this.track = element("div", "live-track", this.root);
    this.handle = element("div", "live-handle", this.track);
    Object.assign(this.handle, { tabIndex: 0, role: "slider" });
    for (const [name, value] of Object.entries({ label, valuemin: 0, orientation: "horizontal" }))
      this.handle.setAttribute(`aria-${name}`, value);
    this.handle.addEventListener("pointerdown", (event) => this.grab(event));
    this.handle.addEventListener("pointermove", (event) => this.dragging && this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.handle.addEventListener(end, () => this.release());
    this.handle.addEventListener("keyup", () => this.release());
    this.handle.addEventListener("blur", () => this.release());
    this.perhapsClick = this.perhapsClick.bind(this);
    (chart ?? this.track).addEventListener("pointerdown", this.perhapsClick, true);
    const here = { at: this.handle, group: "run", when: () => !this.root.hidden };
    keys.add(
      { ...here, keys: Object.keys(keys.STEPS), words: say("On the time line: one iteration back or forward"), does: ({ key }) => this.by(keys.STEPS[key]) },
      { ...here, keys: ["PageUp", "PageDown"], words: say("On the time line: a tenth of it back or forward"), does: ({ key }) => this.by((key === "PageUp" ? 1 : -1) * Math.max(1, this.reached / PAGES)) },
      { ...here, keys: ["Home", "End"], words: say("On the time line: to its beginning or end"), does: ({ key }) => this.by(key === "Home" ? -this.now : this.reached) },
    );
    this.show(0, 0, false);
  }

  // Remove it; the chart may get a new one.
  close() {
    this.root.remove();
    this.leave?.();
    this.chart?.removeEventListener("pointerdown", this.perhapsClick, true);
  }

  // Show the current iteration, and the farthest that can be reached; plays: whether the run moves on by itself.
  show(now, reached, plays) {
    Object.assign(this, { reached, plays });
    if (!this.dragging && !this.isAway()) this.now = now;
    this.leave ??= this.area?.follow(() => this.place());
    this.root.hidden = !reached || Boolean(this.area && !this.leave); // Plotly has yet to draw the chart
    this.back.disabled = !now;
    this.tell();
    this.place();
  }

  // Position the handle, in pixels of the track; the chart's axis may have moved.
  place() {
    if (this.root.hidden) return;
    const axes = this.area?.axes;
    if (this.area && !axes) return;
    if (axes) for (const side of ["left", "top", "width", "height"]) this.track.style[side] = `${axes[side]}px`;
    const length = axes?.width ?? 100;
    const place = axes ? axes.toPixels([this.now, 0])[0] : (100 * this.now) / this.reached;
    this.handle.style.left = `${Math.max(0, Math.min(length, place || 0))}${axes ? "px" : "%"}`;
  }

  // Say its place, to those who hear the page: while it plays, whose focus is on it would hear nothing else.
  tell() {
    const now = performance.now();
    if (this.plays && !this.dragging && now - this.announcedAt < APART) return;
    this.announcedAt = now;
    const said = { valuemax: this.reached, valuenow: this.now, valuetext: this.words(counted(this.now)) };
    for (const [name, value] of Object.entries(said)) this.handle.setAttribute(`aria-${name}`, value);
  }

  // The iteration at a horizontal position on the screen.
  at(x) {
    const { left, width } = this.track.getBoundingClientRect();
    const share = (x - left) / width;
    const axes = this.area?.axes;
    return this.within(axes ? axes.toValues([share * axes.width, 0])[0] : share * this.reached);
  }

  within(iteration) {
    return Math.max(0, Math.min(this.reached, Math.round(iteration)));
  }

  grab(event) {
    if (event.button) return;
    event.preventDefault(); // no text selection, no scrolling
    this.handle.focus({ preventScroll: true });
    this.handle.setPointerCapture(event.pointerId);
    this.dragging = true;
  }

  drag(event) {
    this.go(this.at(event.clientX));
  }

  go(iteration) {
    if (iteration === this.now) return;
    this.dragging = true;
    this.now = iteration;
    this.tell();
    this.place();
    this.moved = true;
    this.seek(iteration, true);
  }

  release() {
    if (!this.dragging) return;
    this.dragging = false;
    if (this.moved) this.seek(this.now, false);
    this.moved = false;
  }

  by(iterations) {
    this.go(this.within(this.now + iterations));
  }

  // A press that ends where it began is a click: not a zoom, nor scrolling.
  perhapsClick(event) {
    if (event.button || this.root.hidden || event.target.closest(".legend, .live-back, .live-handle")) return;
    const { left, right, top, bottom } = this.track.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    const grown = this.chart ? 0 : 12;
    if (x < left || x > right || y < top - grown || y > bottom + grown) return;
    const done = ({ type, clientX, clientY }) => {
      for (const end of ["pointerup", "pointercancel"]) removeEventListener(end, done, true);
      if (type !== "pointerup" || Math.hypot(clientX - x, clientY - y) > CLICK) return;
      this.go(this.at(x));
      this.release();
    };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, done, true);
  }
}

// The curves that a class has drawn, pale on the real axes: those of the last round, and fainter those of the one before.

const ROUNDS = 2;

const { search } = new URL(import.meta.url); // of the same version
const { element, shape } = await import(`../../frontend/basics/elements.js${search}`);
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { PlotArea } = await import(`../../frontend/chart/plot_area.js${search}`);
const { follow } = await import(`../../frontend/runs/others.js${search}`);

class ClassCurves {
  constructor(screen, place) {
    Object.assign(this, { screen, place }); // see drawn_line.js
    this.rounds = [];
    this.root = element("div", "class-curves", place.parent);
    this.overlay = shape("svg", { "aria-hidden": "true" }, this.root);
    this.draw = this.draw.bind(this);
    this.end = follow((view) => this.take(view?.curves ?? []));
  }

  // A run that has come beyond where they end has the axes for itself.
  get keepsRoom() {
    const { isNew, reached, span } = this.screen;
    return this.rounds.length > 0 && (isNew || reached <= span);
  }

  take(rounds) {
    this.rounds = rounds.slice(-ROUNDS);
    this.drawn = null;
    this.draw();
  }

  show() {
    this.draw();
  }

  // The chart may have moved its axes, or only now have some.
  draw() {
    this.leave ??= this.place.follow(this.draw);
    const { axes } = this.place;
    this.root.hidden = !axes || !this.rounds.length;
    if (this.root.hidden) return;
    const { left, top, width, height, state } = axes;
    const box = { left, top, width, height };
    const all = JSON.stringify([box, state]);
    if (all === this.drawn) return;
    this.drawn = all;
    for (const [side, value] of Object.entries(box)) this.root.style[side] = `${value}px`;
    const edge = ([across, up]) => [Number.isFinite(across) ? across : 0, Number.isFinite(up) ? up : height]; // of a logarithmic axis
    const path = (points) => points.map((point, i) => `${i ? "L" : "M"}${edge(axes.toPixels(point))}`).join("");
    this.root.style.setProperty("--curves", Math.max(1, ...this.rounds.map(({ length }) => length))); // the more, the paler
    this.overlay.replaceChildren();
    this.rounds.forEach((curves, i) => {
      const old = i < this.rounds.length - 1;
      for (const points of curves) shape("path", { class: old ? "class-curve class-curve-before" : "class-curve", d: path(points) }, this.overlay);
    });
  }

  close() {
    this.end();
    this.leave?.();
    this.root.remove();
  }
}

add({ onChart: (screen, name, div) => (name === "cost" && div === screen.timeline?.chart ? new ClassCurves(screen, new PlotArea(div)) : null) });

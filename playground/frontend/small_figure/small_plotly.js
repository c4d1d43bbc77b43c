// The functions of Plotly's that a screen of charts calls, with what else it asks of a chart, for figures drawn without Plotly.

const { search } = new URL(import.meta.url); // of the same version
const { Figure } = await import(`./figure.js${search}`);

const drawings = new WeakMap(); // div of a chart → what is drawn in it

class Drawing {
  constructor(div) {
    this.figure = new Figure(div);
    div.prepend(this.figure.root); // what lies on it is over it
    this.figure.svg.ariaHidden = "true"; // the chart around it has a name
    this.figure.follow(() => this.followAxes());
    const { listeners } = this.figure;
    const on = (event, draw) => event === "plotly_afterplot" && listeners.add(draw);
    Object.assign(div, { on, removeListener: (event, draw) => listeners.delete(draw), boxOf: (upright) => this.boxOf(upright) });
    this.div = div;
  }

  show(data, layout) {
    Object.assign(this, { data, layout });
    Object.assign(this.div, { data, layout }); // with the ranges of the axes once these are drawn
    this.figure.show({ data, layout }, "");
  }

  // As Plotly does, keep the axes' ranges up to date in the layout of the chart.
  followAxes() {
    const { figure, layout } = this;
    const axes = Object.values(figure.axes).map(({ id, axis, range }) => [`${id[0]}axis${id.slice(1)}`, { ...axis, range, autorange: axis.autorange ?? !axis.range }]);
    this.div.layout = { ...layout, ...Object.fromEntries(axes) };
  }

  // Where the axes are in the chart, with this upright one.
  boxOf(upright) {
    const { x, [upright.replace("axis", "")]: y } = this.figure.axes ?? {};
    if (!x || !y || !this.figure.room) return null;
    const [left, top] = this.figure.room.corner;
    return { left: left + x.from, top: top + y.to, width: x.to - x.from, height: y.from - y.to };
  }
}

export const small = {
  react(div, data, layout) {
    if (!drawings.has(div)) drawings.set(div, new Drawing(div));
    drawings.get(div).show(data, layout);
  },

  // changes: by part of a trace its values for each of these traces.
  restyle(div, changes, places) {
    const { data, layout } = drawings.get(div);
    const changed = [...data];
    places.forEach((place, i) => (changed[place] = { ...data[place], ...Object.fromEntries(Object.entries(changes).map(([part, values]) => [part, values[i]])) }));
    drawings.get(div).show(changed, layout);
  },

  relayout(div, changes) {
    const { data, layout } = drawings.get(div);
    for (const [path, value] of Object.entries(changes)) {
      const names = path.split(/[.[\]]+/);
      const last = names.pop();
      const part = names.reduce((whole, name) => (whole[name] ??= {}), layout);
      part[last] = value;
      if (last === "range") part.autorange = false;
    }
    drawings.get(div).show(data, layout);
  },

  purge(div) {
    drawings.get(div)?.figure.close();
    drawings.delete(div);
    for (const name of ["on", "removeListener", "boxOf", "data", "layout"]) delete div[name];
  },

  Plots: { resize() {} }, // it sees that itself
};

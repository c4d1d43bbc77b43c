// Where the axes of one of Plotly's charts are, for what we draw on it ourselves: a *place*, as drawn_line.js has it.
//
// Only what Plotly makes public is read: the layout, in which it keeps ranges and types up to date, its events, and the
// rectangle on the page that takes the pointer, which covers the axes. Margins would not do: Plotly widens them for long
// numbers and for legends. A chart that is drawn without it says itself where they are (small_plotly.js).

export class PlotArea {
  constructor(chart) {
    this.parent = chart;
    this.covers = {}; // the rectangles, by upright axis
    this.dragged = {}; // the ends of the ranges while a pointer moves them, by their names in the layout
  }

  get axes() {
    return this.axesWith("yaxis");
  }

  // With this upright axis, by its name in the layout. One that is laid over the first has its place.
  axesWith(upright) {
    const { layout } = this.parent;
    if (!layout?.xaxis?.range || !layout[upright]?.range) return null;
    const box = this.box(upright) ?? this.box("yaxis");
    if (!box?.width || !box.height) return null;
    const { width, height } = box;
    const [x, y] = [this.axis("xaxis"), this.axis(upright)];
    return {
      ...box,
      toPixels: ([across, up]) => [rounded(shareOf(across, x) * width), rounded((1 - shareOf(up, y)) * height)],
      toValues: ([right, down]) => [valueAt(right / width, x), valueAt(1 - down / height, y)],
      first: x.log ? 1 : 0,
      state: [x, y],
    };
  }

  box(upright) {
    if (this.parent.boxOf) return this.parent.boxOf(upright);
    if (!this.covers[upright]?.isConnected)
      this.covers[upright] = this.parent.querySelector(`.nsewdrag[data-subplot="x${upright.replace("axis", "")}"]`);
    const cover = this.covers[upright];
    if (!cover) return null;
    const [left, top, width, height] = ["x", "y", "width", "height"].map((side) => Number(cover.getAttribute(side)));
    return { left, top, width, height };
  }

  axis(name) {
    const { range, type } = this.parent.layout[name];
    return { range: range.map((end, i) => this.dragged[`${name}.range[${i}]`] ?? end), log: type === "log" };
  }

  follow(draw) {
    const chart = this.parent;
    if (!chart.on) return null; // Plotly has yet to draw it
    const handlers = {
      plotly_afterplot: draw,
      plotly_relayouting: (ends) => {
        if (chart.querySelector(".zoombox")) return; // a zoom that is being marked, and has yet to come
        this.dragged = ends;
        draw();
      },
      plotly_relayout: () => (this.dragged = {}),
    };
    for (const [event, handler] of Object.entries(handlers)) chart.on(event, handler);
    return () => Object.entries(handlers).forEach(([event, handler]) => chart.removeListener?.(event, handler));
  }
}

// To hundredths of a pixel.
function rounded(pixels) {
  return Math.round(100 * pixels) / 100;
}

function shareOf(value, { range: [from, to], log }) {
  return ((log ? Math.log10(value) : value) - from) / (to - from);
}

function valueAt(share, { range: [from, to], log }) {
  const value = from + share * (to - from);
  return log ? 10 ** value : value;
}

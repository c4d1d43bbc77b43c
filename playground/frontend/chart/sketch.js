// Draws the charts until Plotly is loaded, which takes a browser most of a second to run: only charts with a picture,
// with the picture and the points on it where Plotly will draw them.
//
// It has the same interface as the Plotly functions that screen.js calls.

const { search } = new URL(import.meta.url); // of the same version
const { numbers } = await import(`../basics/numbers.js${search}`);
const { shape } = await import(`../basics/parts.js${search}`);

const drawings = new WeakMap(); // div of a chart → its drawing

export const sketch = {
  react(div, data, layout) {
    this.purge(div);
    const { margin, xaxis, yaxis, images = [] } = layout;
    if (!images.length || Object.keys(layout).some((key) => /axis\d/.test(key))) return; // no picture, or several pairs of axes
    const root = shape("svg", { class: "live-sketch", "aria-hidden": true }, div);
    drawings.set(div, root);
    Object.assign(root.style, { left: `${margin.l}px`, top: `${margin.t}px` });
    Object.assign(root.style, { width: `calc(100% - ${margin.l + margin.r}px)`, height: `calc(100% - ${margin.t + margin.b}px)` });
    const [[left, right], [bottom, top]] = [xaxis.range, yaxis.range];
    const down = top > bottom ? -1 : 1; // y usually points up in a chart, but down in SVG
    root.setAttribute("viewBox", [left, down * top, right - left, Math.abs(top - bottom)].join(" "));
    const square = xaxis.constraintoward === "left" ? "xMinYMid" : "xMidYMid";
    root.setAttribute("preserveAspectRatio", yaxis.scaleanchor ? square : "none");
    for (const { source, x, y, sizex, sizey } of images)
      shape("image", { href: source, x, y: down * y, width: sizex, height: sizey, preserveAspectRatio: "none" }, root);
    for (const { type, mode, x, y, marker } of data) {
      if (type !== "scatter" || mode !== "markers" || !(marker.size > 0)) continue;
      const up = numbers(y);
      const points = Array.from(numbers(x), (across, i) => [across, up[i], i]).filter((point) => point.every(Number.isFinite));
      const dots = (points) => points.map(([across, up]) => `M${across} ${down * up}h0`).join("");
      const { color = "none", width = 0 } = marker.line ?? {};
      draw(dots(points), color, marker.size + width, root);
      const inks = Array.isArray(marker.color) ? marker.color : points.map(() => marker.color);
      const inkOf = ([, , i]) => (Array.isArray(marker.color) ? marker.color[i] : marker.color);
      for (const ink of new Set(inks)) draw(dots(points.filter((point) => inkOf(point) === ink)), ink, marker.size - width, root);
    }
  },

  relayout(div, changes) {
    const images = drawings.get(div)?.querySelectorAll("image") ?? [];
    images.forEach((image, i) => changes[`images[${i}].source`] && image.setAttribute("href", changes[`images[${i}].source`]));
  },

  restyle() {},

  purge(div) {
    drawings.get(div)?.remove();
    drawings.delete(div);
  },
};

// A path of length zero is a dot as wide as its stroke, in pixels whatever the scale of the axes.
function draw(d, stroke, width, parent) {
  const round = { "stroke-linecap": "round", "vector-effect": "non-scaling-stroke" };
  shape("path", { d, stroke, "stroke-width": width, ...round }, parent);
}

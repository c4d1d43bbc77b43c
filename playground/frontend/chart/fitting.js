// Fits a figure to the place that it has on the page: type and lines in Present, few numbers on a low chart.

const LOW = 150; // pixels: a lower chart has few numbers on its vertical axis, and a title only if that is short
export const FEW = 4; // such numbers, and those on the horizontal axis of a thin chart
const LETTER = 13; // pixels of the widest letters of the title
const MANY = 6; // names on the vertical axis of a low chart
// Where a curve is drawn beside a run's:
const HEADROOM = 1.03; // beyond the last iteration, so that its number is on the axis
const ABOVE = 1.6; // the vertical axis reaches to this many times the first cost
const MOST = 4; // or further for a run's costs, but not beyond this
const LEAST = 10; // iterations on the axis
const BELOW = 100; // and, if it is logarithmic, down to this part of it

// Keep the camera of a 3D chart in its layout, once somebody has turned it: Plotly writes it only into the layout of the
// first drawing, and says where it is now.
export function keepCamera(div) {
  if (div.hears === div.on) return; // it is another one after Plotly has started over
  div.hears = div.on;
  div.on("plotly_relayout", ({ "scene.camera": camera }) => camera && (div.layout.scene.camera = camera));
  div.addEventListener("wheel", () => requestAnimationFrame(() => endTurn(div)), { capture: true, passive: true }); // Plotly says too early
}

// A pointer that turned a 3D chart has been let go: Plotly notes that only from a mouse that is still on the chart.
export function endTurn(div) {
  div.querySelector(".gl-container canvas")?.dispatchEvent(new MouseEvent("mouseup"));
}

// Whether a chart is drawn as large as its place is.
export function isFitted(div) {
  const drawn = div.querySelector(".main-svg");
  return Number(drawn?.getAttribute("width")) === div.clientWidth && Number(drawn?.getAttribute("height")) === div.clientHeight;
}

// The axis ranges that a figure sets, by Plotly's attribute names.
export function ownRanges(layout) {
  const given = Object.entries(layout).filter(([key, { range } = {}]) => /^[xy]axis/.test(key) && range);
  return Object.fromEntries(given.map(([key, { range }]) => [`${key}.range`, [...range]]));
}

// The axes of a layout, including those of 3D scenes.
export function axes(layout) {
  return Object.entries(layout).flatMap(([key, part]) => {
    if (/^[xy]axis/.test(key)) return [part];
    return /^scene/.test(key) ? [part.xaxis, part.yaxis, part.zaxis].filter(Boolean) : [];
  });
}

// Whether a chart is so low that the title of its vertical axis can be longer than the axis.
export function isLow(height) {
  return height < LOW;
}

// There the panel's title has to do instead, few numbers, and every second name of many classes.
export function shorten({ xaxis, yaxis, margin }, height) {
  if (yaxis?.title?.text?.length * LETTER > height - margin.t - margin.b) yaxis.title.text = "";
  if (yaxis) yaxis.nticks = Math.min(yaxis.nticks ?? FEW, FEW);
  const many = (axis) => axis?.ticktext?.length > MANY;
  if (many(yaxis)) for (const axis of [xaxis, yaxis].filter(many)) axis.ticktext = axis.ticktext.map((name, i) => (i % 2 ? "" : name));
}

// Thicken lines, enlarge marks and type, and widen the margins.
export function enlarge(data, layout, scale) {
  layout.font.size *= scale;
  for (const side of ["l", "r", "t", "b"]) layout.margin[side] *= scale;
  for (const { line, marker, textfont } of data) {
    if (line?.width) line.width *= 1.5 * scale;
    if (typeof marker?.size === "number") marker.size *= scale;
    if (textfont?.size) textfont.size *= scale;
    if (marker?.colorbar) marker.colorbar.tickfont.size *= scale;
  }
}

// Of a picture as the server sends it; a canvas is one itself.
export function source(picture) {
  return typeof picture === "string" ? `data:image/png;base64,${picture}` : picture;
}

// The ranges of the axes of costs on which a curve can be drawn over this many iterations, in Plotly's units; costs: those of
// the runs, of which a spike is cut.
export function roomToDraw({ xaxis, yaxis }, span, costs) {
  const first = costs[0]?.[0] || 1;
  const highest = costs.flat().reduce((most, cost) => (cost > most ? cost : most), 0);
  const end = Math.max(ABOVE * first, 1.05 * Math.min(MOST * first, highest));
  return {
    xaxis: xaxis.type === "log" ? [0, Math.log10(Math.max(2, HEADROOM * span))] : [0, HEADROOM * span],
    yaxis: yaxis.type === "log" ? [first / BELOW, end].map(Math.log10) : [0, end],
  };
}

// Whether a visitor has zoomed the room that a chart of costs has, on axes that are logarithmic where this layout's are.
export function isZoomed({ headroom, layout: now }, layout) {
  const same = (axis) => (now[axis].type === "log") === (layout[axis].type === "log");
  const other = (axis) => now[axis].range.some((end, i) => end !== headroom[axis][i]);
  return Boolean(headroom && now) && ["xaxis", "yaxis"].every(same) && ["xaxis", "yaxis"].some(other);
}

// A layout of costs with that room, for charts that are drawn without Plotly.
export function withRoom(layout, span, costs) {
  const { xaxis, yaxis } = roomToDraw(layout, Math.max(LEAST, span), costs);
  return { ...layout, xaxis: { ...layout.xaxis, range: xaxis }, yaxis: { ...layout.yaxis, range: yaxis } };
}

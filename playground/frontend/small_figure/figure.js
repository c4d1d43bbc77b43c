// A figure in Plotly's description, drawn without Plotly, which has 4.8 MB: pictures on canvases, and over them the rest as
// SVG. It knows what the app's own figures use; tests/export/known_figures.py lists that, and what is left out.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText, shape } = await import(`../basics/elements.js${search}`);
const { axesOf, widthOf } = await import(`./axes.js${search}`);
const { bands, lines } = await import(`./contours.js${search}`);
const { DASHES, isOpen, short, symbolPath } = await import(`./marks.js${search}`);
const { hatch } = await import(`../chart/patterns.js${search}`);
const { scaleBar } = await import(`../basics/scale_bar.js${search}`);
const { counted } = await import(`../basics/words.js${search}`);

const NEAR = "200px"; // around the window
const SMALLEST = 30; // pixels of a side
const ROW = 15; // between lines of text
const SWATCH = [26, 14]; // pixels of a sample in the legend
const MOST_SAMPLE = 11; // of a mark in it
const [GRID, AXIS] = [0.12, 0.5]; // opacity
const MOST_POINTS = 2000; // of a line that is drawn: more can't be seen

// Figures that are to be drawn: soon, or now. All are measured before one is drawn, as each measure after a drawing costs a
// layout.
const waiting = new Set();
export function drawWaiting() {
  const figures = [...waiting];
  waiting.clear();
  figures.forEach((each) => each.room);
  figures.forEach((each) => each.draw());
}

export class Figure {
  constructor(parent) {
    this.root = element("div", "small-figure", parent);
    this.legend = element("p", "small-legend", this.root);
    this.box = element("div", "small-figure-box", this.root);
    this.pictures = element("div", "small-figure-pictures", this.box);
    this.svg = shape("svg", { role: "img", width: "100%", height: "100%", "font-size": 12, fill: "currentColor" }, this.box);
    this.frame = shape("g", {}, this.svg);
    this.inner = shape("svg", {}, this.svg); // what is outside the axes is not seen
    this.over = shape("g", {}, this.svg);
    this.notes = shape("g", {}, this.svg);
    this.clips = []; // of each picture, the part of the figure in which it is seen
    this.listeners = new Set(); // what follows the axes
    this.traces = new Map(); // number of a trace → its group, and what is drawn in it
    this.known = null; // see room
    this.resizing = new ResizeObserver(() => {
      const before = JSON.stringify(this.known);
      this.known = null;
      if (JSON.stringify(this.room) !== before) this.draw();
    });
    this.resizing.observe(this.box);
    this.isSeen = true; // until the browser says otherwise; on paper it never does in time
    this.seeing = new IntersectionObserver((entries) => {
      const { isIntersecting } = entries.at(-1); // while the page is busy, several may come together
      if (isIntersecting && !this.isSeen) this.draw();
      this.isSeen = isIntersecting;
    }, { rootMargin: NEAR });
    this.seeing.observe(this.root);
  }

  // The size of its inside, and its corner on what is around it, in pixels; null while it has none. They are kept, as to ask
  // for them costs a layout.
  get room() {
    if (!this.known) {
      const { clientWidth, clientHeight, offsetLeft, offsetTop } = this.box;
      this.known = clientWidth && clientHeight ? { size: [clientWidth, clientHeight], corner: [offsetLeft, offsetTop] } : null;
    }
    return this.known;
  }

  close() {
    waiting.delete(this);
    this.resizing.disconnect();
    this.seeing.disconnect();
    this.root.remove();
  }

  // figure: { data, layout }, where sources of pictures are canvases. label: what there is to see, in words.
  show(figure, label) {
    this.figure = figure;
    const { height, aspect } = figure.layout.meta ?? {};
    Object.assign(this.box.style, { height: height ?? "", aspectRatio: aspect ?? "" });
    this.box.classList.toggle("small-figure-free", !height && !aspect);
    this.svg.setAttribute("aria-label", label);
    this.showLegend();
    if (!this.isSeen) return; // or dragging the time line would wait for charts far below
    if (this.known) return this.draw();
    if (!waiting.size) queueMicrotask(drawWaiting);
    waiting.add(this);
  }

  // Call what draws on the axes whenever they may have moved; returns a function that ends this.
  follow(draw) {
    this.listeners.add(draw);
    return () => this.listeners.delete(draw);
  }

  showLegend() {
    const { data, layout } = this.figure;
    const items = data.filter(({ name, showlegend, type }) => name && showlegend !== false && type !== "contour");
    const shown = layout.showlegend ?? items.length > 1 ? items : [];
    const bar = data.find(({ marker }) => marker?.colorbar)?.marker;
    const drawn = JSON.stringify([shown.map(({ name, line, marker, mode }) => [name, line, marker, mode]), bar?.colorbar]);
    if (drawn === this.drawnLegend) return;
    [this.drawnLegend, this.known] = [drawn, null]; // what is below has another place
    this.legend.replaceChildren();
    if (bar) scaleBar(element("span", "small-scale-place", this.legend), [0, 0.5, 1].map((share) => colourAt(bar.colorscale, share)), bar.colorbar.ticktext);
    for (const trace of shown) {
      const item = element("span", "", this.legend);
      const [width, height] = SWATCH;
      const swatch = shape("svg", { width, height, "aria-hidden": true }, item);
      const { mode, marker = {} } = trace;
      if (mode.includes("lines")) shape("path", { d: `M0,${height / 2}H${width}`, ...lineOf(trace) }, swatch);
      const size = Math.min(MOST_SAMPLE, Math.max(...[marker.size ?? 6].flat()));
      if (mode.includes("markers")) markers(swatch, { ...trace, marker: { ...marker, size } }, [[width / 2, height / 2]]);
      item.append(trace.name);
    }
  }

  draw() {
    const { size } = (this.figure && this.room) ?? {};
    if (!size || Math.min(...size) < SMALLEST) return;
    waiting.delete(this);
    const { data, layout } = this.figure;
    const { axes, area } = axesOf(this.figure, size, counted);
    this.axes = axes;
    const ends = Object.values(axes).map(({ id, from, to, range, ticks }) => [id, from, to, range, ticks]);
    const around = JSON.stringify([area, ends, layout.shapes, layout.annotations]);
    const moved = around !== this.around;
    if (moved) this.drawFrame(area);
    this.around = around;
    this.drawPictures(moved);
    data.forEach((trace, i) => this.drawTrace(trace, i, moved));
    for (const [i, { groups }] of this.traces) {
      if (i < data.length) continue;
      groups.forEach((each) => each.remove());
      this.traces.delete(i);
    }
    this.listeners.forEach((each) => each());
  }

  drawFrame(area) {
    const { layout } = this.figure;
    const { axes, frame, notes } = this;
    frame.replaceChildren();
    notes.replaceChildren();
    for (const each of Object.values(axes)) if (each.axis.visible !== false) this.drawAxis(each);
    const pairs = Object.values(axes);
    const [xs, ys] = ["x", "y"].map((letter) => pairs.filter(({ id }) => id[0] === letter));
    const left = Math.min(...xs.map(({ from }) => from));
    const right = Math.max(...xs.map(({ to }) => to));
    const [top, bottom] = [Math.min(...ys.map(({ to }) => to)), Math.max(...ys.map(({ from }) => from))];
    const inside = { x: left, y: top, width: right - left, height: bottom - top };
    Object.entries({ ...inside, viewBox: Object.values(inside).join(" ") }).forEach(([name, value]) => this.inner.setAttribute(name, value));
    (layout.shapes ?? []).forEach((each) => this.drawShape(each, area));
    (layout.annotations ?? []).forEach((each) => this.drawNote(each, area));
  }

  drawAxis({ id, axis, from, to, ticks, pixel, log, range }) {
    const across = id[0] === "x";
    const opposite = axis.side === "right"; // its numbers stand there
    const other = this.axes[axis.anchor] ?? this.axes[across ? "y" : "x"];
    const stroke = (d, opacity) => shape("path", { d, stroke: "currentColor", "stroke-opacity": opacity, fill: "none" }, this.frame);
    const line = (value, opacity) => {
      const at = short(pixel(value));
      stroke(across ? `M${at},${short(other.from)}V${short(other.to)}` : `M${short(other.from)},${at}H${short(other.to)}`, opacity);
    };
    if (axis.showgrid !== false) ticks.forEach(({ value }) => line(value, GRID));
    const [low, high] = [...range].sort((one, another) => one - another);
    if (axis.zeroline !== false && !log && low <= 0 && high >= 0) line(0, AXIS);
    if (axis.title?.text) {
      if (opposite) write(this.frame, axis.title.text, { x: short(other.to), y: 12, "text-anchor": "end", "fill-opacity": 0.85 });
      else if (across) write(this.frame, axis.title.text, { x: short(to), y: short(other.from) + 33, "text-anchor": "end", "fill-opacity": 0.85 });
      else write(this.frame, axis.title.text, { x: 0, y: 12, "fill-opacity": 0.85 });
    }
    if (axis.showticklabels === false) return;
    let free = -Infinity; // pixels from which on there is room for a number
    for (const { value, text } of ticks) {
      const at = pixel(value);
      const half = across ? widthOf(text) / 2 : ROW / 2 - 1;
      const start = across ? at - half : -at - half;
      if (!text || (across && start < free)) continue;
      free = start + 2 * half + (across ? 4 : 0);
      if (across) stroke(`M${short(at)},${short(other.from)}v4`, AXIS);
      const edge = across && at + half > this.room.size[0];
      const place = across ? { x: short(edge ? this.room.size[0] : at), y: short(other.from) + 17, "text-anchor": edge ? "end" : "middle" } : { x: opposite ? short(other.to) + 5 : short(other.from) - 5, y: short(at) + 4, "text-anchor": opposite ? "start" : "end" };
      write(this.frame, text, { ...place, "fill-opacity": 0.85 });
    }
  }

  // The place of a value on an axis, on a part of it ("x domain"), or on the paper.
  place(ref, value, letter, paper) {
    const [id, part] = (ref ?? letter).split(" ");
    if (id === "paper") return letter === "x" ? paper.left + value * paper.width : paper.top + (1 - value) * paper.height;
    const { from, to, pixel } = this.axes[id];
    return part ? from + value * (to - from) : pixel(value);
  }

  drawShape({ type, x0, x1, y0, y1, xref, yref, opacity = 1, line = {} }, paper) {
    const [left, right] = [x0, x1].map((value) => short(this.place(xref, value, "x", paper)));
    const [low, high] = [y0, y1].map((value) => short(this.place(yref, value, "y", paper)));
    const d = type === "rect" ? `M${left},${low}H${right}V${high}H${left}Z` : `M${left},${low}L${right},${high}`;
    shape("path", { d, opacity, ...lineOf({ line: { width: 2, ...line } }) }, this.notes);
  }

  drawNote({ text, x, y, xref, yref, xanchor = "center", yanchor = "middle", xshift = 0, yshift = 0, font = {} }, paper) {
    const rows = text.split("<br>");
    const base = { top: 11, middle: 4 - ((rows.length - 1) * ROW) / 2, bottom: -4 - (rows.length - 1) * ROW }[yanchor];
    const at = [this.place(xref, x, "x", paper) + xshift, this.place(yref, y, "y", paper) - yshift + base];
    const look = { "text-anchor": ANCHORS[xanchor], ...(font.size && { "font-size": font.size }), ...(font.color && { fill: font.color }) };
    rows.forEach((row, i) => write(this.notes, row, { x: short(at[0]), y: short(at[1] + i * ROW), ...look }));
  }

  // Pictures and bands of height are canvases, which the style sheet stretches.
  drawPictures(moved) {
    const { data, layout } = this.figure;
    const contours = data.filter(({ type }) => type === "contour").map((trace) => {
      this.bands ??= bands(trace);
      const { x, y, opacity } = trace;
      return { source: this.bands, x: x[0], y: y.at(-1), sizex: x.at(-1) - x[0], sizey: y.at(-1) - y[0], opacity };
    });
    const all = [...(layout.images ?? []), ...contours].filter(({ source }) => source);
    while (this.clips.length > all.length) this.clips.pop().remove();
    all.forEach(({ source, look, x, y, sizex, sizey, xref = "x", yref = "y", opacity = 1 }, i) => {
      const clip = this.clips[i] ?? (this.clips[i] = element("div", "", this.pictures));
      if (clip.firstChild !== source) clip.replaceChildren(source);
      else if (!moved) return look?.classes && pattern(clip, source, look);
      const [across, up] = [this.axes[xref], this.axes[yref]];
      const [x0, x1] = [across.pixel(x), across.pixel(x + sizex)];
      const [y0, y1] = [y, y - Math.sign(up.range[1] - up.range[0]) * sizey].map(up.pixel);
      pin(clip, across.from, up.to, across.to - across.from, up.from - up.to);
      pin(source, x0 - across.from, y0 - up.to, x1 - x0, y1 - y0);
      source.style.opacity = opacity;
      if (look?.classes) pattern(clip, source, look);
    });
  }

  drawTrace(trace, i, moved) {
    const known = this.traces.get(i);
    if (known?.trace === trace && !moved) return;
    const groups = known?.groups ?? [this.inner, this.over].map((parent) => shape("g", { fill: "none" }, parent));
    this.traces.set(i, { trace, groups });
    groups.forEach((each) => each.replaceChildren());
    const group = groups[trace.cliponaxis === false ? 1 : 0];
    if (trace.type === "contour") return this.drawLines(group, trace);
    const { x = [], y = [], mode = "lines", opacity = 1 } = trace;
    group.setAttribute("opacity", opacity);
    const [across, up] = [this.axes[trace.xaxis ?? "x"], this.axes[trace.yaxis ?? "y"]];
    const places = Array.from(x, (value, j) => (value === null || y[j] === null || y[j] === undefined ? null : [across.pixel(value), up.pixel(y[j])])).map((place) => (place?.every(Number.isFinite) ? place : null));
    if (mode.includes("lines")) {
      const filled = trace.fill === "toself" ? { fill: trace.line?.color, "stroke-width": 0 } : {};
      shape("path", { d: linePath(places, trace.connectgaps), ...lineOf(trace), ...filled }, group);
    }
    if (mode.includes("markers")) markers(group, trace, places);
    if (mode.includes("text")) this.texts(group, trace, places);
  }

  drawLines(group, trace) {
    const { x: { pixel: across }, y: { pixel: up } } = this.axes;
    const at = ([x, y]) => `${short(across(x))},${short(up(y))}`;
    this.pieces ??= lines(trace);
    const d = this.pieces.map(([from, to]) => `M${at(from)}L${at(to)}`).join("");
    shape("path", { d, ...lineOf(trace), opacity: trace.opacity ?? 1 }, group);
  }

  texts(group, { text = [], textposition = "middle center", marker = {}, mode }, places) {
    places.forEach((place, i) => {
      const said = Array.isArray(text) ? text[i] : text;
      if (!place || !said) return;
      const [up, across] = (Array.isArray(textposition) ? textposition[i % textposition.length] : textposition).split(" ");
      const away = mode.includes("markers") ? ([marker.size].flat()[0] ?? 6) / 2 + 3 : 0;
      const y = place[1] + { top: -away - 2, middle: 4, bottom: away + 11 }[up];
      const x = place[0] + (up === "middle" || away === 0 ? { left: -away, center: 0, right: away }[across] : 0);
      write(group, said, { x: short(x), y: short(y), "text-anchor": { left: "end", center: "middle", right: "start" }[across], fill: "currentColor" });
    });
  }
}

// The colour at a share of a scale.
function colourAt(colorscale, share) {
  return colorscale.findLast(([from]) => from <= share + 1e-9)[1];
}

// One path for all marks that look alike.
function markers(group, { marker = {}, line = {} }, places) {
  const { size = 6, symbol = "circle", angleref, opacity = 1 } = marker;
  if (!opacity) return; // it only steadies the axes
  const paths = new Map();
  places.forEach((place, i) => {
    const pixels = Array.isArray(size) ? size[i % size.length] : size;
    if (!place || !pixels) return;
    const before = places[i - 1];
    const turned = angleref && before ? Math.atan2(place[0] - before[0], before[1] - place[1]) : 0;
    const colour = Array.isArray(marker.color) ? marker.color[i] : (marker.color ?? line.color ?? "currentColor");
    if (!paths.has(colour)) paths.set(colour, []);
    paths.get(colour).push(symbolPath(symbol, place[0], place[1], pixels / 2, turned));
  });
  const edge = marker.line ?? {};
  for (const [colour, marks] of paths) {
    const look = isOpen(symbol) ? { fill: "none", stroke: edge.color && symbol === "line-ns" ? edge.color : colour, "stroke-width": edge.width ?? 1 } : { fill: colour, stroke: edge.color ?? "none", "stroke-width": edge.width ?? 0 };
    shape("path", { d: marks.join(""), ...look }, group);
  }
}

// Lines over the classes of a picture, on a canvas of its own, as large as what is seen of it.
function pattern(clip, { style, width: side }, { classes }) {
  const canvas = clip.children[1] ?? Object.assign(element("canvas", "", clip), { ariaHidden: "true" });
  const sharpness = devicePixelRatio || 1;
  const [left, top, width, height] = [style.left, style.top, style.width, style.height].map((pixels) => parseFloat(pixels) * sharpness);
  Object.assign(canvas, { width: Math.round(parseFloat(clip.style.width) * sharpness), height: Math.round(parseFloat(clip.style.height) * sharpness) }); // and clear it
  Object.assign(canvas.style, { position: "absolute", inset: 0, width: "100%", height: "100%" });
  hatch(canvas.getContext("2d"), classes, side, { left, top, width, height }, { ink: getComputedStyle(clip).color, scale: sharpness });
}

const ANCHORS = { left: "start", center: "middle", right: "end" };

function pin(part, left, top, width, height) {
  Object.assign(part.style, { position: "absolute", left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, overflow: "hidden" });
}

function lineOf({ line: { color = "currentColor", width = 2, dash = "solid" } = {} }) {
  return { fill: "none", stroke: color, "stroke-width": width, "stroke-dasharray": DASHES[dash] ?? "none", "stroke-linejoin": "round" };
}

// gaps: whether the line goes on over places that are missing.
function linePath(places, gaps) {
  const every = Math.ceil(places.length / MOST_POINTS);
  let begun = false;
  let d = "";
  places.forEach((place, i) => {
    if (!place) {
      if (!gaps) begun = false;
    } else if (i % every === 0 || i === places.length - 1) {
      d += `${begun ? "L" : "M"}${short(place[0])},${short(place[1])}`;
      begun = true;
    }
  });
  return d;
}

// A text whose powers stand above: "10<sup>3</sup>".
function write(parent, text, look) {
  const made = shape("text", look, parent);
  String(text).split(/<\/?sup>/).forEach((part, i) => {
    const piece = shape("tspan", i % 2 ? { dy: -5, "font-size": "75%" } : i ? { dy: 5 } : {}, made);
    setText(piece, i % 2 ? part.replace("-", "−") : part);
  });
}

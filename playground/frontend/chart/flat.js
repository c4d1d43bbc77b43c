// A landscape where there is no WebGL, as on some old laptops and remote desktops: Plotly's three dimensions need it.
// The surface becomes a picture, and what is on it becomes flat; it can't be turned.

const { search } = new URL(import.meta.url); // of the same version
const { numbers } = await import(`../basics/numbers.js${search}`);

const WIDTH = 1200; // pixels of the picture
const MESH = 12; // lines of the mesh along each side
const TICKS = 4; // about so many on each axis
const [LINE, AXIS] = ["rgb(255 255 255 / 35%)", "#9ca3af"]; // of the mesh and of the axes
const MARGIN = 0.1; // around the picture, for the axes' numbers: a share of its width

const LONG = /^(.{10,}?) /; // the first line of a long name of an axis

let able; // whether there is WebGL

// A figure that this browser can draw.
export function drawable(figure) {
  return figure.layout.scene && !hasWebGL() ? { ...flat(figure), noWebGL: true } : figure;
}

// A figure without space, for paper, too. It keeps its scene, for what will move on it. kept: turns the canvas with the
// surface into the source of its picture.
export function flat(figure, kept = (canvas) => canvas.toDataURL()) {
  return figure.layout.scene ? flattened(figure, kept) : figure;
}

// Points in space, a list for each line, as points of the picture.
export function onPicture(scene, { x, y, z, ...rest }) {
  const { at } = viewOf(scene);
  const lines = x.map((xs, i) => onPlane(at, xs, y[i], z[i]));
  const all = (part) => lines.map((line) => line[part]);
  return { ...rest, x: all("x"), y: all("y"), customdata: all("customdata") };
}

function hasWebGL() {
  if (able === undefined) {
    const context = document.createElement("canvas").getContext("webgl");
    context?.getExtension("WEBGL_lose_context")?.loseContext(); // a browser has only few
    able = Boolean(context);
  }
  return able;
}

function flattened({ data, layout: { scene, ...layout } }, kept) {
  const view = viewOf(scene);
  const surface = data.find(({ type }) => type === "mesh3d");
  const points = pointsOf(surface);
  const [x, y, z] = view.ranges;
  const ground = x.flatMap((a) => y.map((b) => [a, b, z[0]]));
  const { x: a, y: b } = scene.annotations[0]; // the name at the upper end of the upright axis
  const shown = [...points, ...ground, [a, b, z[1]]].map(view.see);
  const [[left, right], [bottom, top]] = [0, 1].map((i) => endsOf(shown.map((point) => point[i])));
  const margin = MARGIN * (right - left);
  const image = { source: kept(picture(surface, points, view, { left, right, bottom, top })), x: left, y: top, sizex: right - left, sizey: top - bottom };
  const axis = { visible: false, fixedrange: true, constrain: "domain" };
  return {
    scene,
    data: data.filter((trace) => trace !== surface).map((trace) => flatTrace(trace, view.at)),
    layout: {
      ...layout,
      ...axesOf(scene, view),
      xaxis: { ...axis, range: [left - margin, right + margin] },
      yaxis: { ...axis, range: [bottom - margin, top + margin], scaleanchor: "x" },
      images: [{ ...image, xref: "x", yref: "y", sizing: "stretch", layer: "below" }],
      dragmode: false,
      hovermode: "closest",
    },
  };
}

function flatTrace(trace, at) {
  const { x, y, z, line, hovertemplate, ...rest } = trace;
  const said = hovertemplate?.replace(/%\{([xyz])/g, (_, axis) => `%{customdata[${"xyz".indexOf(axis)}]`);
  const thin = line && { ...line, width: line.width / 2 }; // a line in space looks thinner
  return { ...rest, ...onPlane(at, x, y, z), ...(line && { line: thin }), type: "scatter", hovertemplate: said };
}

// One line; what is outside the axes is left out, as it is in space.
function onPlane(at, x, y, z) {
  const customdata = Array.from(x, (value, i) => [value, y[i], z[i]]);
  const points = customdata.map((point) => at(...point) ?? [null, null]);
  return { x: points.map(([across]) => across), y: points.map(([, up]) => up), customdata };
}

// How the viewer sees the box of the axes, from so far away that parallels stay parallel.
function viewOf({ xaxis, yaxis, zaxis, aspectratio, camera: { eye } }) {
  const [away, ground] = [Math.hypot(eye.x, eye.y, eye.z), Math.hypot(eye.x, eye.y)];
  const ranges = [xaxis, yaxis, zaxis].map(({ range }) => range);
  const sides = [aspectratio.x, aspectratio.y, aspectratio.z];
  const inBox = (point) => point.map((value, i) => ((value - ranges[i][0]) / (ranges[i][1] - ranges[i][0]) - 0.5) * sides[i]);
  const see = (point) => {
    const [a, b, c] = inBox(point);
    return [(eye.x * b - eye.y * a) / ground, (ground * ground * c - eye.z * (eye.x * a + eye.y * b)) / (ground * away)];
  };
  const near = (point) => inBox(point).reduce((sum, value, i) => sum + value * [eye.x, eye.y, eye.z][i], 0);
  const isInside = (point) => point.every((value, i) => value >= ranges[i][0] && value <= ranges[i][1]);
  const at = (...point) => (isInside(point) ? see(point) : null);
  return { at, see, near, eye, ranges };
}

function endsOf(values) {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
}

// The corners of a surface's grid, row by row.
function pointsOf({ x, y, z }) {
  const [xs, ys, zs] = [x, y, z].map(numbers);
  return Array.from(zs, (height, i) => [xs[i], ys[i], height]);
}

// The surface from the back to the front, darker where it is low, with some lines of its grid.
function picture({ colorscale }, points, { see, near }, { left, right, bottom, top }) {
  const columns = points.findIndex(([, y]) => y !== points[0][1]);
  const rows = points.length / columns;
  const [low, high] = [0, 1].map((i) => colorscale[i][1]);
  const [least, most] = endsOf(points.map(([, , z]) => z));
  const scale = WIDTH / (right - left);
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: Math.round((top - bottom) * scale) });
  const context = canvas.getContext("2d");
  const cells = [];
  for (let row = 0; row < rows - 1; row++)
    for (let column = 0; column < columns - 1; column++) {
      const first = row * columns + column;
      const corners = [first, first + 1, first + columns + 1, first + columns].map((i) => points[i]);
      const middle = [0, 1, 2].map((axis) => corners.reduce((sum, point) => sum + point[axis] / 4, 0));
      cells.push({ corners, near: near(middle), height: (middle[2] - least) / (most - least), row, column });
    }
  const [every, other] = [rows, columns].map((count) => Math.max(1, Math.round(count / MESH)));
  cells.sort((one, another) => one.near - another.near);
  for (const { corners, height, row, column } of cells) {
    const [a, b, c, d] = corners.map(see).map(([across, up]) => [(across - left) * scale, (top - up) * scale]);
    context.fillStyle = context.strokeStyle = `color-mix(in srgb, ${high} ${100 * height}%, ${low})`;
    trace(context, [a, b, c, d, a]);
    context.fill();
    context.stroke(); // or the page would shine through between two cells
    context.strokeStyle = LINE;
    if (row % every === 0) trace(context, [a, b]).stroke();
    if (column % other === 0) trace(context, [a, d]).stroke();
  }
  return canvas;
}

function trace(context, points) {
  context.beginPath();
  points.forEach((point) => context.lineTo(...point));
  return context;
}

// Three edges of the box with numbers and names: the two on the ground that face the viewer, and the one on the left.
function axesOf({ xaxis, yaxis, annotations }, { see, eye, ranges: [x, y, z] }) {
  const [nearX, nearY] = [x[eye.x > 0 ? 1 : 0], y[eye.y > 0 ? 1 : 0]];
  const [upX, upY] = [annotations[0].x, annotations[0].y];
  const edges = [
    { range: x, name: xaxis.title.text, on: (value) => see([value, nearY, z[0]]) },
    { range: y, name: yaxis.title.text, on: (value) => see([nearX, value, z[0]]) },
    { range: z, name: annotations[0].text, on: (value) => see([upX, upY, value]), upright: true },
  ];
  const middle = see([(x[0] + x[1]) / 2, (y[0] + y[1]) / 2, z[0]]);
  const [shapes, said] = [[], []];
  for (const { range, name, on, upright } of edges) {
    const [from, to] = range.map(on);
    shapes.push({ type: "line", x0: from[0], y0: from[1], x1: to[0], y1: to[1], line: { color: AXIS, width: 1 }, layer: "below" });
    const side = upright || (from[0] + to[0]) / 2 < middle[0] ? "right" : "left";
    const note = ([across, up], text, more) => said.push({ x: across, y: up, text, showarrow: false, ...more });
    for (const value of ticks(range).filter((value) => !upright || value > range[0])) note(on(value), ` ${String(value).replace("-", "−")} `, { xanchor: side, yanchor: upright ? "middle" : "top" });
    if (upright) note(to, name, { xanchor: "left", yanchor: "bottom" });
    else note([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], name.replace(LONG, "$1<br>"), { align: "left", xanchor: side, yanchor: "top", xshift: side === "right" ? -22 : 22, yshift: -14 });
  }
  return { shapes, annotations: said };
}

// Round numbers along an axis.
function ticks([low, high]) {
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((each) => each * power >= rough);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

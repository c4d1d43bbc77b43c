// A landscape where there is no WebGL, as on some old laptops and remote desktops: Plotly's three dimensions need it.
// The surface becomes a picture, and what is on it becomes flat; it can't be turned.

const { search } = new URL(import.meta.url); // of the same version
const { numbers } = await import(`./sketch.js${search}`);

const WIDTH = 1200; // pixels of the picture
const MESH = 12; // lines of the mesh along each side
const TICKS = 4; // about so many on each axis
const [LINE, AXIS] = ["#6b7280", "#9ca3af"]; // of the mesh and of the axes
const ROOM = 0.14; // around the box, for the axes' numbers: a share of its width

let able; // whether there is WebGL

// A figure that this browser can draw. One that has been made flat keeps its scene, for what will move on it.
export function drawable(figure) {
  return figure.layout.scene && !hasWebGL() ? flattened(figure) : figure;
}

// Points in space, a list for each line, as points of the picture.
export function onPicture(scene, { x, y, z, ...rest }) {
  const { at } = projection(scene);
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

function flattened({ data, layout: { scene, ...layout } }) {
  const view = projection(scene);
  const { left, right, bottom, top } = view;
  const room = ROOM * (right - left);
  const surface = data.find(({ type }) => type === "mesh3d");
  const image = { source: picture(surface, view), x: left, y: top, sizex: right - left, sizey: top - bottom };
  const axis = { visible: false, fixedrange: true, constrain: "domain" };
  return {
    scene,
    data: data.filter((trace) => trace !== surface).map((trace) => flatTrace(trace, view.at)),
    layout: {
      ...layout,
      ...axesOf(scene, view),
      xaxis: { ...axis, range: [left - room, right + room] },
      yaxis: { ...axis, range: [bottom - room, top + room / 2], scaleanchor: "x" },
      images: [{ ...image, xref: "x", yref: "y", sizing: "stretch", layer: "below" }],
      dragmode: false,
      hovermode: "closest",
    },
  };
}

function flatTrace(trace, at) {
  const { x, y, z, line, hovertemplate, ...rest } = trace;
  const said = hovertemplate.replace(/%\{([xyz])/g, (_, axis) => `%{customdata[${"xyz".indexOf(axis)}]`);
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
function projection({ xaxis, yaxis, zaxis, aspectratio, camera: { eye } }) {
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
  const corners = [0, 1].flatMap((i) => [0, 1].flatMap((j) => [0, 1].map((k) => see([ranges[0][i], ranges[1][j], ranges[2][k]]))));
  const [across, up] = [0, 1].map((i) => corners.map((corner) => corner[i]));
  const box = { left: Math.min(...across), right: Math.max(...across), bottom: Math.min(...up), top: Math.max(...up) };
  return { ...box, at, see, near, eye, ranges };
}

// The surface from the back to the front, darker where it is low, with some lines of its grid.
function picture({ x, y, z, colorscale }, { left, right, bottom, top, see, near }) {
  const [xs, ys, zs] = [x, y, z].map(numbers);
  const columns = ys.findIndex((value) => value !== ys[0]);
  const rows = zs.length / columns;
  const [low, high] = [0, 1].map((i) => colorscale[i][1]);
  const [least, most] = [zs, zs].map((values, i) => values.reduce((a, b) => (i ? Math.max(a, b) : Math.min(a, b))));
  const scale = WIDTH / (right - left);
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: Math.round((top - bottom) * scale) });
  const context = canvas.getContext("2d");
  const corner = (i) => [xs[i], ys[i], zs[i]];
  const cells = [];
  for (let row = 0; row < rows - 1; row++)
    for (let column = 0; column < columns - 1; column++) {
      const first = row * columns + column;
      const corners = [first, first + 1, first + columns + 1, first + columns].map(corner);
      const middle = [0, 1, 2].map((axis) => corners.reduce((sum, point) => sum + point[axis] / 4, 0));
      cells.push({ corners, near: near(middle), height: (middle[2] - least) / (most - least), row, column });
    }
  const [every, other] = [rows, columns].map((count) => Math.max(1, Math.round(count / MESH)));
  cells.sort((one, another) => one.near - another.near);
  for (const { corners, height, row, column } of cells) {
    const [a, b, c, d] = corners.map((point) => see(point)).map(([across, up]) => [(across - left) * scale, (top - up) * scale]);
    context.fillStyle = context.strokeStyle = `color-mix(in srgb, ${high} ${100 * height}%, ${low})`;
    trace(context, [a, b, c, d, a]);
    context.fill();
    context.stroke(); // or the page would shine through between two cells
    context.strokeStyle = LINE;
    if (row % every === 0) trace(context, [a, b]).stroke();
    if (column % other === 0) trace(context, [a, d]).stroke();
  }
  return canvas.toDataURL();
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
    { range: x, name: xaxis.title.text, on: (value) => see([value, nearY, z[0]]), from: [nearX, y[0] + y[1] - nearY] },
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
    for (const value of ticks(range)) note(on(value), ` ${String(value).replace("-", "−")} `, { xanchor: side, yanchor: upright ? "middle" : "top" });
    if (upright) note(to, name, { xanchor: "left", yanchor: "bottom" });
    else note([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], name, { xanchor: side, yanchor: "top", xshift: side === "right" ? -22 : 22, yshift: -14 });
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

// Heights over a grid, seen from above: bands of colour, and the lines between them.

const SIDE = 240; // cells of the picture along each side

// z: rows of heights, the lowest y first. Returns a canvas whose first row is the upper one.
export function bands({ z, colorscale, contours: { start, end, size } }) {
  const [rows, columns] = [z.length, z[0].length];
  const [low, high] = [0, 1].map((i) => channels(colorscale[i][1]));
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const picture = new ImageData(SIDE, SIDE);
  for (let down = 0; down < SIDE; down++)
    for (let across = 0; across < SIDE; across++) {
      const height = between(z, ((across + 0.5) / SIDE) * (columns - 1), (1 - (down + 0.5) / SIDE) * (rows - 1));
      const band = Math.floor((height - start) / size) + 0.5;
      const share = Math.min(1, Math.max(0, (band * size) / (end - start)));
      picture.data.set([...low.map((value, i) => value + share * (high[i] - value)), 255], 4 * (down * SIDE + across));
    }
  canvas.getContext("2d").putImageData(picture, 0, 0);
  return canvas;
}

function between(z, x, y) {
  const [column, row] = [Math.min(z[0].length - 2, Math.floor(x)), Math.min(z.length - 2, Math.floor(y))];
  const [a, b] = [x - column, y - row];
  const along = (cells) => cells[column] * (1 - a) + cells[column + 1] * a;
  return along(z[row]) * (1 - b) + along(z[row + 1]) * b;
}

// The lines of equal height as the pairs of their pieces' ends, in the figure's own numbers.
export function lines({ x, y, z, contours: { start, end, size } }) {
  const pieces = [];
  for (let level = start; level <= end + 1e-9; level += size)
    for (let row = 0; row + 1 < z.length; row++)
      for (let column = 0; column + 1 < z[0].length; column++) {
        const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
        const heights = corners.map(([c, r]) => z[r][c] - level);
        const cuts = [];
        for (let i = 0; i < 4; i++) {
          const [one, next] = [heights[i], heights[(i + 1) % 4]];
          if (one < 0 === next < 0) continue;
          const share = one / (one - next);
          const [[c, r], [c2, r2]] = [corners[i], corners[(i + 1) % 4]];
          cuts.push([x[c] + share * (x[c2] - x[c]), y[r] + share * (y[r2] - y[r])]);
        }
        for (let i = 0; i + 1 < cuts.length; i += 2) pieces.push([cuts[i], cuts[i + 1]]);
      }
  return pieces;
}

function channels(colour) {
  return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
}

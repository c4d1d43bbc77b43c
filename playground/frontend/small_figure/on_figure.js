// The axes of a figure as the place of a drawn line, see drawn_line.js.
export class OnFigure {
  constructor(figure) {
    Object.assign(this, { figure, parent: figure.box });
  }

  get axes() {
    const { x, y } = this.figure.axes ?? {};
    if (!x) return null;
    const box = { left: x.from, top: y.to, width: x.to - x.from, height: y.from - y.to };
    return {
      ...box,
      toPixels: ([across, up]) => [x.pixel(across) - box.left, y.pixel(up) - box.top],
      toValues: ([right, down]) => [x.value(box.left + right), y.value(box.top + down)],
      first: x.log ? 1 : 0,
      state: [x.range, y.range],
    };
  }

  follow(draw) {
    return this.figure.follow(draw);
  }
}

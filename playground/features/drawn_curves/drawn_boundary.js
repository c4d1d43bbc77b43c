// A line that somebody draws in the plane, as the boundary that they expect.

const APART = 4; // least pixels between two points

const { search } = new URL(import.meta.url); // of the same version
const { DrawnLine } = await import(`../../frontend/drawing/drawn_line.js${search}`);

// given: also whole, the points of the line as it goes on or is closed.
export class DrawnBoundary extends DrawnLine {
  whole() {
    return this.stroke || this.pending() ? [] : this.given.whole;
  }

  middle() {
    const { width, height } = this.axes;
    return this.toValues([width / 2, height / 2]);
  }

  // A stroke is a new line; keys add to the one that is there.
  put(place) {
    const before = this.stroke?.before === this.points ? [] : this.points;
    this.at = this.inside(place);
    const [across, up] = before.length ? this.toPixels(before.at(-1)) : [-Infinity, 0];
    const apart = Math.hypot(this.at[0] - across, this.at[1] - up);
    if (apart >= APART) this.points = [...before, this.toValues(this.at)];
    this.draw();
  }

  // A click draws no line, nor is it meant to take one away.
  end(event) {
    if (this.stroke?.pointer === event.pointerId && this.points.length < 2) this.points = this.stroke.before;
    super.end(event);
  }

  // The first point set by keys waits for the second.
  change(points) {
    if (points.length === 1 && this.byKeys) this.draw();
    else super.change(points);
  }
}

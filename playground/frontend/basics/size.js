// The size of an element's inside, in pixels. It is kept, as asking for it costs a layout each time; when it is another,
// draw() is called.
export class Size {
  constructor(root, draw) {
    Object.assign(this, { root, known: null });
    this.observer = new ResizeObserver(() => {
      this.forget();
      draw();
    });
    this.observer.observe(root);
  }

  // null while it is nothing.
  get value() {
    if (!this.known) {
      const { clientWidth, clientHeight } = this.root;
      this.known = clientWidth && clientHeight ? [clientWidth, clientHeight] : null;
    }
    return this.known;
  }

  forget() {
    this.known = null;
  }

  close() {
    this.observer.disconnect();
  }
}

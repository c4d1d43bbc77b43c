// A square to draw on. A drawing is a list of strokes, each x, y, x, y, … in whole numbers:
// playground/ui/components/drawing.py has the limits. It is sent while it grows, at a rate that the server can answer.

const BETWEEN = 100; // least milliseconds between two messages
const SHARPNESS = 2; // dots of the canvas for each unit of the drawing

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../basics/parts.js${search}`);
const { follow } = await import(`../runs/run_parts.js${search}`);
const { say, speak } = await import(`../basics/words.js${search}`);
const memory = await import(`../device/memory.js${search}`);
const MEMORY = "drawing"; // key in the tab's storage

let styled = false;
function style(stylesheet) {
  if (!styled) Object.assign(element("link", "", document.head), { rel: "stylesheet", href: stylesheet });
  styled = true;
}

class Pad {
  constructor(parent, { side, pen, mostStrokes, mostNumbers, label, strokes }) {
    Object.assign(this, { label, side, pen, mostStrokes, mostNumbers, strokes: structuredClone(strokes) });
    this.root = element("div", "pad", parent);
    const square = element("div", "pad-square", this.root);
    this.canvas = element("canvas", "", square);
    this.canvas.width = this.canvas.height = side * SHARPNESS;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    this.hint = element("span", "pad-hint", square);
    this.hint.textContent = label;
    this.hint.setAttribute("aria-hidden", "true");
    const buttons = element("div", "pad-buttons", this.root);
    this.undo = this.button(say("Undo"), say("Take back the last stroke"), buttons, () => this.strokes.pop());
    this.clear = this.button(say("Clear"), say("Clear the drawing"), buttons, () => (this.strokes = []));
    this.current = null; // the stroke in progress
    this.pointer = null; // which finger draws it
    this.sentAt = -Infinity;
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, (event) => this.end(event));
    // Some browsers would still scroll on the first touch.
    this.canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  }

  button(name, label, parent, act) {
    const made = element("button", "", parent);
    made.type = "button";
    made.textContent = name;
    made.title = label;
    made.addEventListener("click", () => {
      act();
      this.show();
      this.tell();
    });
    return made;
  }

  begin(event) {
    if (this.current || event.button !== 0 || this.left < 2 || this.strokes.length >= this.mostStrokes) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.strokes.push((this.current = this.place(event)));
    this.show();
    this.tell();
  }

  move(event) {
    if (!this.current || event.pointerId !== this.pointer) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = this.place(each);
      if (this.left >= 2 && Math.hypot(x - this.current.at(-2), y - this.current.at(-1)) >= 3) this.current.push(x, y);
    }
    this.show();
    this.tell();
  }

  end(event) {
    if (!this.current || event.pointerId !== this.pointer) return;
    this.current = null;
    this.tell();
  }

  // How many more coordinates fit.
  get left() {
    return this.mostNumbers - this.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  }

  place({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const inside = (share) => Math.min(this.side - 1, Math.max(0, Math.floor(share * this.side)));
    return [inside((clientX - left) / width), inside((clientY - top) / height)];
  }

  show() {
    const context = this.canvas.getContext("2d");
    context.setTransform(SHARPNESS, 0, 0, SHARPNESS, 0, 0);
    context.clearRect(0, 0, this.side, this.side);
    context.strokeStyle = getComputedStyle(this.root).color;
    Object.assign(context, { lineWidth: this.pen, lineCap: "round", lineJoin: "round" });
    for (const stroke of this.strokes) {
      context.beginPath();
      context.moveTo(stroke[0], stroke[1]);
      for (let i = 0; i < stroke.length; i += 2) context.lineTo(stroke[i], stroke[i + 1]);
      context.stroke();
    }
    this.hint.hidden = this.strokes.length > 0;
    this.undo.disabled = this.clear.disabled = !this.strokes.length;
  }

  // After a reload the server knows no drawing, but the tab does.
  recall() {
    const strokes = (!memory.arrived && !this.strokes.length && memory.recall(MEMORY)) || [];
    if (strokes.length) [this.strokes, this.untold] = [strokes, true];
  }

  // Send the drawing, now or once enough time has passed since the last message.
  tell() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.tellNow(), this.sentAt + BETWEEN - performance.now());
  }

  tellNow() {
    clearTimeout(this.later);
    memory.remember(MEMORY, this.strokes);
    this.sentAt = performance.now();
    this.untold = !this.runs;
    this.runs?.give("draw", { strokes: structuredClone(this.strokes) });
  }

  // The state of the runs that read the drawing. A new player, after a server restart, has not seen the drawing.
  runsChanged(runs) {
    if (!runs) return; // the chart has left the page
    const another = this.player && runs.player !== this.player;
    Object.assign(this, { runs, player: runs.player });
    if ((another && this.strokes.length) || this.untold) this.tell();
  }

  close() {
    clearTimeout(this.later);
    this.leave();
    this.root.remove();
  }
}

const pads = new WeakMap(); // parent element → its pad

export default function ({ data, parentElement }, stylesheet) {
  style(stylesheet);
  speak(data.speech);
  if (pads.get(parentElement)?.label !== data.label) {
    const before = pads.get(parentElement); // the pad in the previous language, if any
    before?.close();
    const made = new Pad(parentElement, { ...data, strokes: before?.strokes ?? data.strokes });
    if (!before) made.recall();
    made.leave = follow(data.runs, (runs) => made.runsChanged(runs));
    pads.set(parentElement, made);
  }
  const pad = pads.get(parentElement);
  pad.show(); // the theme may have changed
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    pad.close();
    pads.delete(parentElement);
  };
}

// Where to begin, in place of the question, for those who have played nothing on this device yet (page.css hides what is
// beside the doors). They go once one is used, or anything else is done.

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`./device.js${search}`);
const { element } = await import(`../basics/parts.js${search}`);
const { follow, playerOf } = await import(`../runs/run_parts.js${search}`);

const PLAY = "play"; // the door that plays the runs; the server opens the others
const CLOSE = "✕";

class Doors {
  constructor(parent, trigger) {
    Object.assign(this, { parent, trigger });
  }

  receive(data) {
    const said = JSON.stringify(data);
    if (said === this.said) return;
    Object.assign(this, { said, data });
    this.root?.remove();
    this.root = null;
    this.leave?.();
    if (noted().begun) this.close();
    else if (!this.closed) this.draw();
    this.leave = follow(data.runs, (player) => this.show(player));
  }

  // Only beside runs that have not been touched yet.
  show(player) {
    if (!player || this.closed) return;
    if (this.opened) return this.enter(this.opened);
    const { state: { playing, seeking, ended }, screen: { shown } } = player;
    if (noted().begun || playing || seeking || ended || shown?.iteration) this.close();
  }

  draw() {
    const { line, names, close } = this.data;
    this.root = element("div", "doors", this.parent);
    Object.assign(element("p", "", this.root), { textContent: line, role: "heading", ariaLevel: "2" }); // as the question
    for (const [door, name] of Object.entries(names)) {
      this.button(name, door === PLAY ? "run-button run-primary" : "run-button").addEventListener("click", () => this.enter(door));
    }
    const leave = this.button(CLOSE, "run-button door-close");
    Object.assign(leave, { title: close, ariaLabel: close });
    leave.addEventListener("click", () => this.close());
  }

  button(text, className) {
    return Object.assign(element("button", className, this.root), { type: "button", textContent: text });
  }

  enter(door) {
    this.opened = door;
    const player = playerOf(this.data.runs);
    if (!player) return; // show() goes on once the runs are there
    this.close();
    if (door === PLAY) player.give(PLAY);
    else this.trigger("door", door);
  }

  // For good, and on this device.
  close() {
    this.closed = true;
    document.documentElement.dataset.visited = "";
    note({ begun: true });
    this.root?.remove();
  }

  end() {
    if (this.root && !this.closed) this.close(); // something else was chosen
    this.leave?.();
  }
}

const all = new WeakMap(); // parent element → its doors

export default function ({ data, parentElement, setTriggerValue }) {
  if (!all.has(parentElement)) all.set(parentElement, new Doors(parentElement, setTriggerValue));
  all.get(parentElement).receive(data);
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    all.get(parentElement)?.end();
    all.delete(parentElement);
  };
}

// Where to begin, in place of the question, for those who have played nothing on this device yet (page.css hides what is
// beside the doors, and what is not needed to begin). Meanwhile the picture moves. They go once one is used, or anything
// else is done.

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`./device.js${search}`);
const { element } = await import(`../basics/parts.js${search}`);
const { follow, playerOf } = await import(`../runs/run_parts.js${search}`);

const PLAY = "play"; // the door that plays the runs; the server opens the others
const ALL_THERE = ".st-key-bar_end"; // what comes after the chart comes first: drawing pictures would delay it
const SOON = 200; // milliseconds
const BY_ITSELF = { new: ["new", "plays"], plays: ["plays", "rests"], rests: ["rests"] }; // what follows unless somebody does something

class Doors {
  constructor(parent, trigger) {
    Object.assign(this, { parent, trigger, before: "new" });
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
    const { state: { playing, seeking, ended, way }, screen: { shown }, channel } = player;
    if (channel.busy && this.begun) return; // where it pauses, why is known a little later
    const now = playing ? "plays" : ended || way === "decided" ? "rests" : shown?.iteration ? "stands" : "new";
    const byItself = BY_ITSELF[this.before].includes(now) && (now !== "plays" || this.begun);
    if (noted().begun || seeking || !byItself) return this.close();
    this.before = now;
    if (now === "new" && shown && !this.begun) this.begin(player);
  }

  begin(player) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    clearTimeout(this.waiting);
    if (!document.querySelector(ALL_THERE)) this.waiting = setTimeout(() => this.show(playerOf(this.data.runs)), SOON);
    else {
      this.begun = true;
      player.give(PLAY);
    }
  }

  draw() {
    const { line, names } = this.data;
    this.root = element("div", "doors", this.parent);
    document.documentElement.dataset.doors = "";
    Object.assign(element("p", "", this.root), { textContent: line, role: "heading", ariaLevel: "2" }); // as the question
    for (const [door, [name, behind]] of Object.entries(names)) {
      const button = element("button", door === PLAY ? "run-button door run-primary" : "run-button door", this.root);
      button.type = "button";
      element("strong", "", button).textContent = name;
      element("span", "", button).textContent = behind;
      button.addEventListener("click", () => this.enter(door));
    }
  }

  enter(door) {
    this.opened = door;
    const player = playerOf(this.data.runs);
    if (!player) return; // show() goes on once the runs are there
    this.close();
    if (door !== PLAY) return this.trigger("door", door);
    if (player.screen.shown?.iteration || player.state.playing) player.give("reset");
    player.give(PLAY);
  }

  // For good, and on this device.
  close() {
    this.closed = true;
    document.documentElement.dataset.visited = "";
    delete document.documentElement.dataset.doors;
    note({ begun: true });
    this.root?.remove();
  }

  end() {
    clearTimeout(this.waiting);
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

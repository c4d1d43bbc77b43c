// What a page asks of its runs, and how that gets to the server.
//
// A command says what is wanted and what is on screen, since the runs are ahead of it while they play. It is numbered,
// and repeated until a tick says that it is done; the server does each number once (playground/ui/runs/player.py). One
// is under way at a time: the next is for what is on screen by then.
//
// Commands go over a websocket of the tab, and by way of the page's script where there is none, or where the server has
// nothing to say there. Just after one of the page's controls was used they go by way of the script, too: so they come
// after what that has changed.

const PATIENCE = 1000; // milliseconds to wait for what was done before it is asked again, at least
const LONGEST_PATIENCE = 8000;
const AFTER_A_CONTROL = 1000; // milliseconds
const DRAG_EVERY = 34; // milliseconds between two commands of a hand that drags: the server reads thirty a second
const LEAVING = 4000; // milliseconds that the way to another page may take
const OF_THE_PAGE = ["new_weights", "go_on", "follow"]; // they choose settings, or draw what is around the chart
const OURS = ".live, .run-buttons, .pad"; // where nothing is a control of Streamlit's
const OUR_KEYS = ["Space", "ArrowRight", "Home"]; // they press our buttons

const { search } = new URL(import.meta.url); // of the same version
const direct = await import(`./direct.js${search}`);

// A command from a page that is being left comes too late: Streamlit would answer it on the page that has taken its
// place, and break that. So from the click on a link to another page on, until that is there, its script is not asked.
let leftAt = -Infinity;
let usedAt = -Infinity; // when a control was used last
let path = location.pathname;
addEventListener("popstate", () => location.pathname !== path && (leftAt = performance.now()));
addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]");
    const here = !event.ctrlKey && !event.metaKey && !event.shiftKey && !link?.target && !link?.download;
    if (link && here && link.origin === location.origin && link.pathname !== location.pathname) leftAt = performance.now();
  },
  true,
);
let beganOnOurs = false; // where the pointer went down: what is dragged may lie under something else by the end
addEventListener("pointerdown", ({ target }) => (beganOnOurs = Boolean(target.closest?.(OURS))), true);
for (const use of ["pointerup", "focusout", "keydown", "change"]) addEventListener(use, note, true);

function note({ type, code, target }) {
  const isKey = type === "keydown";
  if (type === "pointerup" && beganOnOurs) return;
  if (target.closest?.(OURS) || (target === document.body && !isKey)) return;
  if (isKey && OUR_KEYS.includes(code) && !target.closest?.("input, textarea, [role=slider], button, a, summary")) return;
  usedAt = performance.now();
}

export function arrived() {
  [leftAt, path] = [-Infinity, location.pathname]; // here is where the link led
}

export class Channel {
  // address: of the websocket. screen(): what is on screen, {run, shown, tick, charts, player}. answered(tick): called
  // with each that comes over the websocket. isThere(): whether the page still has the chart.
  constructor(address, { screen, answered, isThere }) {
    Object.assign(this, { address, screen, answered, isThere });
    this.waiting = []; // commands that are not done, the first of them perhaps under way
    this.number = 0; // of the last command
    this.question = null; // for pictures, that has no answer yet
    this.roundTrip = 0; // seconds; follows the longest of the recent ones
    this.served = false; // whether the server has the websocket
  }

  // Milliseconds that an answer may take.
  get patience() {
    return Math.min(LONGEST_PATIENCE, Math.max(PATIENCE, 4000 * this.roundTrip));
  }

  // Whether a command is to be done yet; not so one of a hand that still moves, nor what leaves the run as it is.
  get busy() {
    return this.waiting.some(({ what, more }) => !["draw", "follow"].includes(what) && !more.dragging);
  }

  // What the page will do when all is done: the last command that says so.
  get plays() {
    const starts = { play: true, go_on: true, backwards: true, pause: false, step: false, reset: false, seek: false, edit: false, freeze: false };
    return this.waiting.map(({ what }) => starts[what]).findLast((each) => each !== undefined);
  }

  // Of the last command of this kind that is to be done yet.
  asked(what) {
    return this.waiting.findLast((each) => each.what === what)?.more;
  }

  give(what, more = {}) {
    const last = this.waiting.at(-1);
    // Of what a hand does only the last counts.
    const replaces = last && !last.number && last.what === what && (last.more.dragging || what === "draw" || what === "seek") && last.more.name === more.name;
    if (replaces) this.waiting.pop();
    this.waiting.push({ what, more });
    this.send();
  }

  // Ask for more pictures; an answer to an older question comes too late then. If that had none, the script is asked.
  ask(more) {
    this.question = { number: ++this.number, at: performance.now(), what: "frames", more, byScript: this.question !== null };
    this.tell(this.question);
  }

  // Send the first command, if it is not under way.
  send() {
    const [command] = this.waiting;
    const now = performance.now();
    if (!command || command.number) return;
    clearTimeout(this.timer);
    const early = command.more.dragging ? (this.lastDragged ?? -Infinity) + DRAG_EVERY - now : 0;
    if (early > 0) {
      this.timer = setTimeout(() => this.send(), early);
      return;
    }
    if (command.more.dragging) this.lastDragged = now;
    Object.assign(command, { number: ++this.number, at: now, patience: this.patience });
    if (!["draw", "follow"].includes(command.what)) this.question = null; // its pictures would come after what is asked now
    this.tell(command);
    this.timer = setTimeout(() => this.repeat(command), command.patience);
  }

  // What is under way was for a run that is not on screen any more, and is not done: it is for the one that is.
  sendAgain() {
    if (this.waiting[0]?.number) this.tell(this.waiting[0]);
  }

  repeat(command) {
    if (this.waiting[0] !== command) return;
    command.byScript = true;
    // The server may merely be slow.
    if (this.isThere() && this.tell(command)) command.patience = Math.min(LONGEST_PATIENCE, 2 * command.patience);
    this.timer = setTimeout(() => this.repeat(command), command.patience);
  }

  // Returns whether it went out.
  tell(command) {
    const { what, more, number } = command;
    const { player, ...screen } = this.screen();
    const said = { number, ...screen, what, ...more };
    const now = performance.now();
    const ofThePage = command.byScript || OF_THE_PAGE.includes(what) || (what !== "frames" && now - usedAt < AFTER_A_CONTROL);
    command.direct = !ofThePage && this.served && direct.ready(this.address);
    if (command.direct) {
      direct.ask({ player, command: said }, (tick) => this.heardDirectly(command, tick));
      return true;
    }
    if (now - leftAt < LEAVING) return false;
    this.trigger("command", said);
    return true;
  }

  heardDirectly(command, tick) {
    if (!this.isThere()) return;
    if (tick) {
      this.answered(tick);
      if (command === this.question) this.question = null; // whatever the answer was
    } else if (command === this.waiting[0] || command === this.question) {
      command.byScript = true; // it is one for the script
      this.tell(command);
    }
  }

  // A tick has come, by whichever way.
  heard({ done, answer }) {
    this.number = Math.max(this.number, done);
    const { number, at } = this.waiting[0]?.number ? this.waiting[0] : this.question ?? {};
    if (answer === number && number !== undefined) {
      const took = (performance.now() - at) / 1000;
      this.roundTrip = Math.max(took, 0.9 * this.roundTrip + 0.1 * took);
    }
    while (this.waiting[0]?.number <= done) this.waiting.shift();
    // What came instead of an answer to a question has taken its place.
    if (answer === this.question?.number || !this.question?.direct) this.question = null;
  }

  // These are for a run that is not on screen any more.
  drop(...kinds) {
    this.waiting = this.waiting.filter(({ what }) => !kinds.includes(what));
  }

  clear() {
    this.waiting = [];
    this.question = null;
  }
}

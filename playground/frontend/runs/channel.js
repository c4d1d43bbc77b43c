// Commands from a page to its runs, and how they reach the server.
//
// A command says what to do and what is on screen, since the runs are ahead of the screen while they play. Commands are
// numbered, and repeated until a tick says that they are done; the server does each number once
// (playground/ui/runs/player.py). One is in progress at a time: the next applies to what is on screen by then.
//
// Commands go over the tab's websocket, or through the page's script if there is no websocket or the server answers
// null on it. Just after one of the page's controls was used they go through the script, too, so that they arrive after
// the change of settings.

const PATIENCE = 1000; // least milliseconds to wait for a command to be done before repeating it
const LONGEST_PATIENCE = 8000;
const AFTER_A_CONTROL = 1000; // milliseconds
const DRAG_EVERY = 34; // milliseconds between two commands while dragging: the server reads thirty a second
const LEAVING = 4000; // milliseconds that going to another page may take
const OURS = ".live, .run-buttons, .pad"; // our own elements, without controls of Streamlit's

const { search } = new URL(import.meta.url); // of the same version
const socket = await import(`../basics/socket.js${search}`);
await import(`../keyboard/keys.js${search}`); // before what is noted here, which does not hear them then

// A command from a page being left comes too late: Streamlit would answer it on the page that has replaced it, and
// break that. So nothing is sent to the script from the click on a link to another page until that page has arrived.
let leftAt = -Infinity;
let usedAt = -Infinity; // when a control was last used
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

function note({ type, target }) {
  const isKey = type === "keydown";
  if (type === "pointerup" && beganOnOurs) return;
  if (target.closest?.(OURS) || (target === document.body && !isKey)) return;
  usedAt = performance.now();
}

export function arrived() {
  [leftAt, path] = [-Infinity, location.pathname]; // here is where the link led
}

let here = null; // this page's player, to let the server know that the page is open

// Tell the server which player this page shows, now and on every new connection.
export function look(player) {
  if (player === here) return;
  here = player;
  socket.join("runs", { opened: () => socket.ask("runs", { player: here, command: null }) });
}

export class Channel {
  // commands: what each is, by name; see FOR_SCRIPTS in ui/components/commands.py. screen():
  // what is on screen, {run, shown, tick, charts, player}. answered(tick): called with each tick from the websocket.
  // isThere(): whether the page still has the chart.
  constructor(commands, { screen, answered, isThere }) {
    Object.assign(this, { commands, screen, answered, isThere });
    this.waiting = []; // commands not done yet; the first may be in progress
    this.done = 0; // the number of the last command that is done
    this.frameRequest = null; // the unanswered request for pictures
    this.roundTrip = 0; // seconds; tracks the longest recent one
    this.served = false; // whether the server has the websocket
  }

  // Milliseconds that an answer may take.
  get patience() {
    return Math.min(LONGEST_PATIENCE, Math.max(PATIENCE, 4000 * this.roundTrip));
  }

  // Whether a command is pending; those of a drag in progress don't count, nor those that don't change the run.
  get busy() {
    return this.waiting.some(({ what, more }) => this.commands[what].changesRun && !more.dragging);
  }

  // Whether the runs will play once all commands are done: the last one that decides it counts.
  get plays() {
    return this.waiting.map(({ what }) => this.commands[what].plays).findLast((each) => each !== null);
  }

  // Arguments of the last pending command of this kind, and of this name, if its arguments have one.
  pending(what, name) {
    return this.waiting.findLast((each) => each.what === what && (!name || each.more.name === name))?.more;
  }

  give(what, more = {}) {
    const last = this.waiting.at(-1);
    // Of the commands of one drag only the last counts.
    const same = last && !last.number && last.what === what && last.more.name === more.name;
    if (same && (last.more.dragging || this.commands[what].replaces)) this.waiting.pop();
    this.waiting.push({ what, more });
    this.send();
  }

  // Request more pictures, superseding an older request. If that went unanswered, the request goes to the script.
  requestFrames(more) {
    this.frameRequest = { number: socket.numbered(this.done), at: performance.now(), what: "frames", more, byScript: this.frameRequest !== null };
    this.tell(this.frameRequest);
  }

  // Send the first command, unless it is in progress.
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
    Object.assign(command, { number: socket.numbered(this.done), at: now, patience: this.patience });
    if (this.commands[command.what].changesRun) this.frameRequest = null; // its pictures would arrive after this command
    this.tell(command);
    this.timer = setTimeout(() => this.repeat(command), command.patience);
  }

  // The command in progress was for a run that has left the screen, and is not done: send it for the run now on screen.
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

  // Returns whether it was sent.
  tell(command) {
    const { what, more, number } = command;
    const { player, ...screen } = this.screen();
    const said = { number, ...screen, what, ...more };
    const now = performance.now();
    const ofThePage = command.byScript || this.commands[what].byScript || (what !== "frames" && now - usedAt < AFTER_A_CONTROL);
    command.direct = !ofThePage && this.served && socket.isOpen();
    if (command.direct) {
      socket.ask("runs", { player, command: said }, (tick) => this.heardDirectly(command, tick), number);
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
      if (command === this.frameRequest) this.frameRequest = null; // even if the tick brings no pictures
    } else if (command === this.waiting[0] || command === this.frameRequest) {
      command.byScript = true; // null: it is for the script
      this.tell(command);
    }
  }

  // A tick has arrived, by either route.
  acknowledge({ done, answer }) {
    this.done = Math.max(this.done, done);
    const { number, at } = this.waiting[0]?.number ? this.waiting[0] : this.frameRequest ?? {};
    if (answer === number && number !== undefined) {
      const took = (performance.now() - at) / 1000;
      this.roundTrip = Math.max(took, 0.9 * this.roundTrip + 0.1 * took);
    }
    while (this.waiting[0]?.number <= done) this.waiting.shift();
    // A tick from the script in place of an answer supersedes the request.
    if (answer === this.frameRequest?.number || !this.frameRequest?.direct) this.frameRequest = null;
  }

  // Drop what was for the run that has left the screen.
  dropOfRun() {
    this.waiting = this.waiting.filter(({ what }) => !this.commands[what].ofRun);
  }

  clear() {
    this.waiting = [];
    this.frameRequest = null;
  }
}

// Plays a stream of pictures and curve points on Plotly figures that stay mounted.
//
// Python makes the figures, the pictures and the numbers (playground/ui/components/live_chart.py describes the
// messages). This file only shows each in its time, drops what belongs to an older run, requests more before it runs
// out, and stops when the visitor does something: channel.js tells the server, which answers with what to show next.

const MIN_AHEAD = 0.13; // seconds left in the queue when more is requested, however short the round trip
const MIN_TICK = 0.2; // least seconds that one answer should last
const MAX_PICTURES = 120; // in one answer
const FIRST_PATIENCE = 4000; // milliseconds to wait for pictures before repeating the request
const MOST_RESTORES = 3; // restore requests before the page shows whatever the server has
const SHOW_PROGRESS = 1000; // milliseconds after which seeking or restoring gets a progress bar
const STALE = 10_000; // milliseconds off the page after which a chart drops its pending commands
const SETTLED = 300; // milliseconds without movement before the surroundings of the chart are redrawn
const MEMORY = "live-runs"; // key in the tab's storage: the run last on screen, by the path of its page

const { search } = new URL(import.meta.url); // of the same version
const { Screen } = await import(`./screen.js${search}`);
const { Channel, arrived, look } = await import(`../runs/channel.js${search}`);
const { call } = await import(`../basics/features.js${search}`);
const { element } = await import(`../basics/parts.js${search}`);
const { Described } = await import(`./described.js${search}`);
const { Playing, isDue } = await import(`./playing.js${search}`);
const { everyPlayer, left, tell } = await import(`../runs/run_parts.js${search}`);
const { say, speak } = await import(`../basics/words.js${search}`);
const { rescue } = await import(`../page/rescue.js${search}`);
const memory = await import(`../device/memory.js${search}`);
import(`../page/paper.js${search}`); // which nothing waits for

for (const asked of ["(forced-colors: active)", "(prefers-contrast: more)"])
  matchMedia(asked).addEventListener("change", () => everyPlayer().forEach(({ screen }) => screen.charts.size && screen.paint()));

let styled; // promise of the style sheet, once the first chart has requested it, if it is not on the page already
function style({ stylesheet: href }) {
  styled ??= !href || new Promise((resolve) => {
    Object.assign(element("link", "", document.head), { rel: "stylesheet", href, onload: resolve, onerror: resolve });
  });
  return styled;
}

let loaded; // promise of Plotly; until it resolves the first chart is a sketch
function load({ plotly: src }) {
  loaded ??= new Promise((resolve, reject) => {
    const onload = () => resolve(window.Plotly);
    const onerror = () => reject(new Error(say("The chart library could not be loaded from {address}. Reload the page.", { address: src })));
    const begin = () => Object.assign(element("script", "", document.head), { onload, onerror, src });
    requestAnimationFrame(() => setTimeout(begin)); // once the sketch is on screen
  });
  return loaded;
}

// The address has the settings, but not what was done to the run on its way.
const runs = (!memory.arrived && memory.recall(MEMORY)) || {};

class Player {
  constructor(parent, { commands }) {
    this.path = location.pathname; // of its page
    this.channel = new Channel(commands, {
      screen: () => this.onScreen,
      answered: (tick) => this.answered(tick),
      isThere: () => this.screen.root.isConnected,
    });
    this.screen = new Screen(parent, {
      seek: (iteration, dragging) => this.give("seek", { iteration, dragging }),
      backwards: () => this.give("backwards"),
      edit: (name, value, dragging) => this.give("edit", { name, value: String(value), dragging }),
      freeze: (names) => this.give("freeze", { names }),
      asked: () => this.channel.pending("freeze")?.names,
      choose: (name, value) => this.give("choose", { name, value }),
      give: (what, more) => this.give(what, more),
      waiting: (what, name) => this.channel.pending(what, name),
      pending: () => this.channel.pending("choose"),
      point: () => this.channel.pending("point") ?? this.give("point"),
      byHand: () => this.byHand,
      isAway: () => Boolean(this.channel.pending("seek") || this.seeking),
    });
    this.described = new Described(() => this.give("describe"));
    this.queue = [];
    this.passed = null; // what came from the queue since the last picture, and was not shown
    this.playing = false;
    this.patience = FIRST_PATIENCE;
    this.notBefore = 0; // the earliest time for the next request, as the server wants it
    this.restores = 0; // restore requests so far
    this.before = null; // what was on screen before the page was reloaded, until a restore is requested
    this.remembered = runs[this.path]; // the run that the tab remembers, until the server has one with the same start
    this.later = []; // commands to a lost player, kept until the run is restored
    this.coming = null; // the state requested by the restore, until it is reached
    this.seekingSince = 0; // when seeking or restoring began, which may take several answers
    this.last = 0; // when the last frame was due
    this.loop = new Playing((now) => this.step(now));
  }

  get onScreen() {
    const { run, tick, player, screen: { chartsId: charts, shown } } = this;
    return { player, run, tick, charts: charts ?? "", shown: shown?.iteration ?? 0 };
  }

  // The state that the buttons and the comment depend on.
  get state() {
    const { end, way, failed, seeking, said, channel } = this;
    const playing = channel.plays ?? Boolean(this.plays);
    const advice = playing ? "" : (this.advice ?? ""); // while it plays, it would come and go
    const bare = document.documentElement.hasAttribute("data-bare"); // there are no points to learn, see point_pen.js
    return { playing, end, way, failed, bare, seeking, advice, right: playing ? null : said?.right, ended: Boolean(end) && !playing && !this.playing && !channel.busy };
  }

  // Give a command. It stops the picture, unless it does not change the run.
  give(what, more) {
    if (this.channel.commands[what].stops && this.playing) [this.playing, this.queue, this.passed] = [false, [], null];
    if ("dragging" in (more ?? {})) this.dragging = more.dragging;
    this.channel.give(what, more);
    tell(this.key, this);
  }

  // A message from the script.
  receive(data, trigger) {
    this.channel.trigger = trigger;
    this.channel.served = data.direct;
    this.follows = data.follows;
    this.key = data.key;
    this.byHand = data.byHand;
    this.span = data.span;
    this.moves = data.moves;
    this.decides = data.decides;
    this.screen.setSizes(data.sizes);
    Object.assign(this.screen, { features: data.features, span: data.span });
    this.screen.fit();
    if (this.remembered?.start === data.start) {
      Object.assign(this, this.remembered);
      this.remembered = null;
    }
    const known = data.tick === this.tick && data.run === this.run;
    // By a tick from the websocket; or, while the browser was still loading this file, by a later update.
    const overtaken = data.player === this.player && data.tick < this.tick;
    if (data.direct) look(data.player); // so that the websocket is open when first needed
    if (known || overtaken) this.screen.paint(); // at most the theme
    else this.apply(data);
    this.settle();
  }

  // A tick from the websocket; a newer one from the script may have overtaken it.
  answered(data) {
    if (data.player === this.player && data.tick > this.tick) this.apply(data);
    else this.channel.acknowledge(data);
    this.settle();
  }

  // Take over what a tick says of the run, show it, and go on.
  apply(data) {
    this.tick = data.tick;
    const { frameRequest } = this.channel;
    this.channel.acknowledge(data);
    if (!data.charts && !this.screen.chartsId) return this.requestCharts(data);
    if (this.isLost(data)) return this.restore(data);
    this.before = null;
    this.restores = 0;
    const { player, start, events, end, way, failed, comparing, version } = data;
    Object.assign(this, { player, start, events, end, way, failed, comparing, version, plays: data.playing });
    if (data.said !== null) this.said = data.said;
    this.advice = data.advice ?? this.advice;
    if (data.run !== this.run) this.dropCommandsOfTheOldRun();
    const change = this.compare(data);
    this.followProgress(change);
    this.fillQueue(data, change, frameRequest);
    this.run = data.run;
    this.rate = data.rate;
    this.ended = data.ended;
    this.notBefore = performance.now() + 1000 * data.wait;
    this.patience = Math.max(FIRST_PATIENCE, 4000 * this.channel.roundTrip);
    this.draw(data, change);
    this.goOn(change);
    this.described.update(data.now, { root: this.screen.root, isRun: this.span !== null, moves: this.moves, state: this.state });
  }

  dropCommandsOfTheOldRun() {
    this.channel.dropOfRun();
    this.channel.sendAgain();
  }

  // What changes with a tick that has not been taken over yet.
  compare({ run, playing: plays, progress }) {
    const newRun = run !== this.run || !this.screen.shown; // nothing of it is on screen
    const waits = this.channel.busy && !newRun; // the picture stays until pending commands are done: they apply to it
    const seeking = progress !== null; // nothing to show yet, only more to request
    const playing = (plays || seeking) && !waits;
    const restored = this.restoring && !seeking && !waits;
    const arrives = restored || (this.seeking && !seeking);
    // The script has paused it; only this page knows at which picture, and reports it.
    const paused = this.playing && !playing && !waits && !arrives && !newRun && Boolean(this.screen.shown);
    const still = !(playing || waits || paused);
    return { newRun, seeking, playing, restored, arrives, paused, still };
  }

  // Seeking or restoring begins, goes on or ends.
  followProgress({ newRun, seeking, restored }) {
    if (seeking && !this.seeking && !this.restoring) this.seekingSince = performance.now();
    if (restored) this.restoring = false;
    if (!seeking || newRun) this.coming = null;
    this.seeking = seeking;
  }

  // An answer continues where the queue ended at the time of its request.
  fillQueue({ answer, frames }, { newRun, playing }, frameRequest) {
    if (newRun || !playing) [this.queue, this.passed] = [[], null];
    if (playing && frameRequest && answer === frameRequest.number) this.queue.push(...frames);
  }

  draw(data, { newRun, seeking, playing, arrives, still }) {
    const { screen } = this;
    // During a restore the curves on screen reach further, unless they belong to another run.
    if (!data.failed && (!seeking || newRun)) screen.setCurves(data.curves);
    if (data.charts) screen.setCharts(data);
    this.showProgress(data.progress);
    if (data.now && (newRun || arrives || still || this.dragging)) screen.shown = data.now;
    // What was seen ends where the future has changed; a run that stands still has been seen to its end.
    const seen = newRun && playing ? 0 : still ? data.latest : screen.reached;
    if (!seeking || newRun) screen.reached = Math.min(seen, data.latest);
    const plays = playing && !this.dragging;
    const turns = plays !== screen.playing;
    screen.playing = plays;
    if (data.charts || screen.extrasChanged || screen.scale !== screen.wantedScale) screen.paint();
    else if ((still || this.dragging) && screen.shown) screen.show(screen.shown, !this.dragging);
    else if (turns) screen.showTime(); // keys mean something else from here on
  }

  // A bar for what takes long.
  showProgress(progress) {
    const why = this.restoring ? say("Training again up to where it was: ") : say("Training up to there: ");
    this.screen.showProgress(performance.now() - this.seekingSince > SHOW_PROGRESS ? progress : null, why);
  }

  // Play or stand still from here on, and send what has waited for the run.
  goOn({ seeking, playing, paused }) {
    const idle = !this.playing;
    this.playing = playing;
    if (paused) this.give("pause");
    if (!seeking) this.later.splice(0).forEach(({ what, more }) => this.channel.give(what, more));
    if (this.playing && idle) this.loop.go();
    this.channel.send();
    this.compareOn(Math.max(0, this.notBefore - performance.now()));
    call("shown", this);
    tell(this.key, this);
  }

  // Have the server go on with what it compares these runs with. It does a part for each request.
  compareOn(delay) {
    clearTimeout(this.next);
    if (!this.comparing) return;
    this.next = setTimeout(() => {
      if (this.playing || this.channel.busy || !this.screen.root.isConnected) return;
      this.channel.requestFrames({ iteration: this.onScreen.shown, pictures: 0 });
      this.compareOn(this.patience); // should no answer come
    }, delay);
  }

  // If something around the chart depends on what is on screen, have it redrawn once nothing moves.
  settle() {
    clearTimeout(this.settling);
    const { follows, version, channel, state: { playing, seeking } } = this;
    if (!follows || follows === version || playing || seeking || this.dragging || channel.busy || channel.pending("follow")) return;
    this.settling = setTimeout(() => this.screen.root.isConnected && this.give("follow"), SETTLED);
  }

  // Whether this tick is from a new player that starts the same run from the beginning: the server has been restarted,
  // or has released the runs.
  isLost({ player, start, now, progress, events }) {
    const other = this.player && player !== this.player && start === this.start;
    const anew = now?.iteration === 0 && progress === null;
    const { shown, reached } = this.before ?? this.screen;
    const changed = JSON.stringify(this.events) !== JSON.stringify(events); // before the first iteration, too
    const was = shown?.iteration > 0 || reached > 0 || changed;
    return other && anew && this.events && was && this.restores < MOST_RESTORES;
  }

  restore(data) {
    this.coming = this.memory();
    if (this.before) {
      this.screen.setCharts(data);
      this.screen.setCurves(data.curves);
      this.screen.shown = data.now;
      this.screen.paint();
    }
    if (!this.restores++) this.seekingSince = performance.now();
    this.restoring = true;
    this.player = data.player;
    this.run = data.run;
    [this.queue, this.passed] = [[], null];
    const { start, events } = this;
    const playing = this.channel.plays ?? Boolean(this.plays);
    const ended = Boolean(this.end) && !playing;
    const { shown: { iteration: shown }, reached: latest } = this.before ?? this.screen;
    this.before = null;
    this.later.push(...this.channel.waiting.filter(({ what }) => !["play", "pause", "restore"].includes(what)));
    this.channel.clear();
    this.channel.give("restore", { shown, start, latest, ended, playing, events });
  }

  step(now) {
    if (!this.playing) return this.loop.stop();
    const interval = this.interval(now);
    // After a gap, start counting again.
    if (this.queue.length && isDue(this.last, interval, now)) {
      this.last = now - this.last > 2 * interval ? now : this.last + interval;
      this.take(this.queue.shift(), now);
    }
    if (!this.ended) this.requestFrames(now);
    else if (!this.queue.length && !this.channel.busy) this.reachEnd();
  }

  // People who want less movement see some of its pictures; the run keeps its speed.
  take(frame, now) {
    const whole = this.passed ? together(this.passed, frame) : frame;
    this.passed = this.loop.takesTurn(now) ? null : whole;
    if (this.passed) return;
    this.screen.show(whole, this.loop.isCalm || this.rate < 20);
    call("shown", this, true);
  }

  // It has ended: nothing more comes that what was passed over could go with.
  reachEnd() {
    if (this.passed) this.screen.show(this.passed, true);
    this.passed = null;
    this.give("pause");
  }

  // Milliseconds between two pictures: if too few are queued, they are spread out until more are due.
  interval(now) {
    const wanted = 1000 / this.rate;
    if (!this.queue.length || this.ended) return wanted;
    const asked = this.channel.frameRequest?.at ?? Math.max(now, this.notBefore);
    return Math.max(wanted, (asked + 1000 * this.channel.roundTrip - now) / this.queue.length);
  }

  requestFrames(now) {
    const { channel } = this;
    const newest = this.queue.at(-1) ?? this.passed ?? this.screen.shown;
    if (now < this.notBefore || channel.busy) return;
    const interval = 1000 / this.rate;
    if (channel.frameRequest) {
      if (now - channel.frameRequest.at < this.patience) return;
      this.patience *= 2; // the server may merely be slow, and every request costs it time
    }
    const left = (this.queue.length * interval + Math.max(0, interval - (now - this.last))) / 1000;
    if (left > MIN_AHEAD + 1.2 * channel.roundTrip) return;
    const seconds = Math.max(MIN_TICK, 1.5 * channel.roundTrip);
    const pictures = Math.min(MAX_PICTURES, Math.max(1, Math.round(seconds * this.rate)));
    channel.requestFrames({ iteration: newest.iteration, pictures });
  }

  // The page was rebuilt without the server's knowledge, so it sent no charts.
  requestCharts({ player, run }) {
    Object.assign(this, { player, run });
    this.channel.requestFrames({ iteration: 0, pictures: 0 });
  }

  // What a new player needs to know of this one for a restore.
  memory() {
    const { player, start, events, plays, end, screen: { shown, reached } } = this;
    const before = this.before ?? { shown: { iteration: shown?.iteration }, reached };
    return this.coming ?? { player, start, events, plays, end, before };
  }

  // Have the tab remember the run on screen.
  keep() {
    if (!this.start) return;
    runs[this.path] = this.memory();
    memory.remember(MEMORY, runs);
  }

  // The chart has left the page, perhaps to be put back. It remembers that it was playing: if the runs have been paused
  // by the time it is back, it reports where it stopped.
  leave() {
    this.keep();
    this.loop.stop();
    this.dragging = false;
    this.channel.frameRequest = null;
    this.awaySince = performance.now();
    this.screen.root.remove();
    this.described.leave();
    left(this.key, this);
  }

  comeBack(parent) {
    parent.append(this.screen.root);
    this.described.arrive();
    if (performance.now() - this.awaySince > STALE) this.channel.clear();
    tell(this.key, this);
    if (this.playing) this.loop.go();
  }

  close() {
    this.playing = false;
    this.screen.close();
  }
}

// Two frames as one: some do not have what changes more slowly.
function together(one, next) {
  const rest = (name) => next[name].map((part, i) => part ?? one[name][i]);
  const both = (name) => ({ ...one[name], ...next[name] });
  return { ...one, ...next, images: both("images"), traces: both("traces"), texts: rest("texts"), tables: rest("tables") };
}

const players = new WeakMap(); // parent element → its player
const away = []; // players that have recently left the page
const MOST_AWAY = 4; // no page has more charts than that

let last = null; // the last player to receive a run
// The first is the last event that a browser on a phone is sure to send.
document.addEventListener("visibilitychange", () => document.hidden && last?.keep());
addEventListener("pagehide", () => last?.keep());
rescue();

// Streamlit calls this with every update, and the returned function when the chart has left the page. It also calls the
// function returned by an update that a newer one has overtaken; then the chart is still there, and must stay. And if a
// lost connection has swallowed all but the end of a script run, Streamlit removes the chart from the page, and puts it
// back, in another element, with the next run. Then the same player continues.
export default async function ({ data, parentElement, setTriggerValue }, files) {
  if (data.speech) speak(data.speech);
  await style(files);
  if (!players.has(parentElement)) {
    // Also with another run: a command that was given meanwhile is for that one.
    const place = away.findIndex((player) => (player.key === data.key && player.player === data.player) || player.isLost(data));
    const [back] = place < 0 ? [] : away.splice(place, 1);
    arrived();
    back?.comeBack(parentElement);
    players.set(parentElement, back ?? new Player(parentElement, files));
  }
  const player = players.get(parentElement);
  if (data.events) last = player;
  player.receive(data, setTriggerValue);
  player.screen.use(await load(files));
  return () => {
    const player = players.get(parentElement);
    if (parentElement.isConnected || !player) return;
    players.delete(parentElement);
    player.leave();
    away.push(player);
    if (away.length > MOST_AWAY) away.shift().close();
  };
}

// Plays a stream of pictures and curve points on Plotly figures that stay mounted.
//
// Python makes the figures, the pictures and the numbers (playground/ui/live_chart.py says what arrives). This file
// only puts each on the screen in its time, drops what belongs to an older run, and asks for more before it runs out:
//   "frame_request" the queue runs low: send the next pictures
//   "stopped" playing has stopped at the iteration that is on screen
//   "seek" the time line was moved: show another iteration
//   "edit" a weight was dragged or typed: set it, and show what comes of it
//   "freeze" do not train these weights from here on
//   "backwards" play back to the first weights
//   "restore_request" another player answers, after a restart of the server: train again up to what is on screen
// The first and, while the hand is on it, the third and the fourth change nothing but the chart: they go the short way
// where there is one. What is refused there, and the rest, goes to the page's script.

const MIN_AHEAD = 0.13; // seconds left in the queue when more is asked for, however short the round trip
const MIN_TICK = 0.2; // seconds that one answer should last, at least
const MAX_PICTURES = 120; // in one answer
const FIRST_PATIENCE = 4000; // milliseconds to wait for an answer before asking again
const SEEK_EVERY = 34; // milliseconds between two wishes of a hand that drags: the server reads thirty a second
const MOST_RESUMES = 3; // times to ask to be brought back, before what the server has is shown
const SCRIPT_SECONDS = 0.3; // that the script may still need to say what has changed, when a question was refused
const SHOW_PROGRESS = 1000; // milliseconds after which a way back gets a progress bar
const MEMORY = "live-run"; // in the tab's storage: the run that was on screen before the page was loaded anew

const { search } = new URL(import.meta.url); // of the same version
const { Screen } = await import(`./screen.js${search}`);
const { element } = await import(`./parts.js${search}`);
const { say, speak } = await import(`./words.js${search}`);
const { rescue } = await import(`./rescue.js${search}`);
const { forget, recall, remember } = await import(`./memory.js${search}`);
const direct = await import(`./direct.js${search}`);

// A question from a page that is being left comes too late: Streamlit would answer it on the page that has taken its
// place, and break that. So from the click on a link to another page on, until that is there, nothing is asked.
let leftAt = -Infinity;
addEventListener("popstate", () => (leftAt = performance.now()));
addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]");
    const here = !event.ctrlKey && !event.metaKey && !event.shiftKey && !link?.target && !link?.download;
    if (link && here && link.origin === location.origin && link.pathname !== location.pathname) leftAt = performance.now();
  },
  true,
);

let styled; // a promise of the style sheet, once the first chart has asked for it
function style({ stylesheet: href }) {
  styled ??= new Promise((resolve) => {
    Object.assign(element("link", "", document.head), { rel: "stylesheet", href, onload: resolve, onerror: resolve });
  });
  return styled;
}

let loaded; // a promise of Plotly; the first chart is on screen as a sketch by then
function load({ plotly: src }) {
  loaded ??= new Promise((resolve, reject) => {
    const onload = () => resolve(window.Plotly);
    const onerror = () => reject(new Error(say("The chart library could not be loaded from {address}. Reload the page.", { address: src })));
    const begin = () => Object.assign(element("script", "", document.head), { onload, onerror, src });
    requestAnimationFrame(() => setTimeout(begin)); // when the sketch is on screen
  });
  return loaded;
}

class Player {
  constructor(parent, address) {
    this.address = address; // of the short way
    this.screen = new Screen(parent, {
      seek: this.seek.bind(this),
      backwards: this.backwards.bind(this),
      edit: this.edit.bind(this),
      freeze: this.freeze.bind(this),
      asked: () => this.freezing?.names,
      isAway: () => Boolean(this.wanted || this.sought || this.onItsWay),
    });
    this.queue = [];
    this.playing = false;
    this.asks = 0;
    this.pending = null; // the question that has no answer yet
    this.roundTrip = 0; // seconds; follows the longest of the recent ones
    this.patience = FIRST_PATIENCE;
    this.notBefore = 0; // when the server wants to be asked again
    this.resumes = 0; // how often it has asked to be brought back
    this.before = null; // what was on screen before the page was loaded anew, until that is asked for
    this.coming = null; // what it has asked to be brought back to, until it is there
    this.wanted = null; // what to ask for next, a moment or another weight: of several the last
    this.sought = null; // what was asked for, until it is here
    this.held = false; // whether a hand is on the time line or on a weight
    this.heldThere = false; // whether the server knows
    this.refused = false; // whether the next question is one for the script: directly, it got no answer
    this.wayFrom = 0; // when a way to a moment began that takes several answers
    this.last = 0; // when the last frame was due
    this.stopped = null; // its word that it has stopped, until that is answered
    this.freezing = null; // its last word on what is frozen, until that is heard
    this.loop = this.loop.bind(this);
  }

  // What the script has sent.
  receive(data, trigger) {
    this.trigger = trigger;
    this.screen.place();
    const known = data.tick === this.tick && data.run === this.run;
    // By one that came the short way; or, while the browser still loads this file, by one that was called for later.
    const overtaken = data.player === this.player && data.tick < this.tick;
    if (known || overtaken) return this.screen.paint(); // at most the theme
    this.direct = data.direct;
    if (this.direct) direct.ready(this.address); // when it is wanted first, it should be
    this.refused = false;
    // The answer to a question that went the short way comes all the same.
    const underWay = this.pending?.direct && data.run === this.run && data.playing ? this.pending : null;
    this.take(data);
    this.pending ??= underWay;
  }

  take(data) {
    this.tick = data.tick;
    this.answered(data.answer);
    if (!data.charts && !this.screen.chartsId) return this.askForCharts(data);
    if (this.isLost(data)) return this.restore(data);
    this.before = null;
    this.resumes = 0;
    const { player, start, events } = data;
    Object.assign(this, { player, start, events, plays: data.playing });
    if (data.run !== this.run) this.wanted = this.sought = null;
    if (data.answer === this.sought?.number) {
      this.heldThere = this.sought.held;
      this.sought = null;
    }
    if (data.freeze >= this.freezing?.number || data.run !== this.run) this.freezing = null;
    // What was under way when the hand took hold of the time line, or when a box was ticked while it played.
    const played = data.playing && data.progress === null && data.answer && data.answer < this.freezing?.number;
    const underWay = this.sought || played;
    if (underWay) data = { ...data, playing: false, progress: null, frames: [], now: null };
    this.notBefore = performance.now() + 1000 * data.wait;

    const { shown } = this.screen;
    const newRun = data.run !== this.run;
    const onItsWay = data.progress !== null; // there is nothing to show, but to ask
    const playing = data.playing || onItsWay;
    const arrived = this.onItsWay && !onItsWay;
    const paused = this.playing && !playing && !arrived;
    if (onItsWay && !this.onItsWay && !this.restoring) this.wayFrom = performance.now();
    if (!onItsWay) this.restoring = false;
    if (!onItsWay || newRun) this.coming = null;
    this.onItsWay = onItsWay;
    if (newRun || !playing) this.queue = [];
    this.run = data.run;
    this.rate = data.rate;
    this.ended = data.ended;
    // On the way back those on screen reach further, unless they are of another run.
    if (!onItsWay || newRun) this.screen.setCurves(data.curves);
    if (data.charts) this.screen.setCharts(data);
    const why = this.restoring ? say("The connection was lost. Training again up to where it was: ") : say("Training up to there: ");
    this.screen.showProgress(performance.now() - this.wayFrom > SHOW_PROGRESS ? data.progress : null, why);
    // An answer continues from where the queue ended when it was asked for. One to an older question comes too late:
    // the newer question asks for the same pictures again.
    if (data.answer === this.asks) this.queue.push(...data.frames);

    // After a pause the server may be ahead: tell it what is on screen, so that it comes back to that and whatever is
    // done next is done there; and until it has, show nothing else.
    const here = data.now && shown && data.now.iteration === shown.iteration; // perhaps with pictures that the frame left out
    const waits = this.stopped && data.answer !== this.stopped.number && performance.now() - this.stopped.at < this.patience;
    if (paused && !newRun && shown && !this.stopped) this.stop();
    else if (data.now && (newRun || arrived || this.held || (!playing && (here || !waits)))) this.screen.shown = data.now;
    if (newRun || data.answer === this.stopped?.number) this.stopped = null;
    // What was seen ends where the future has become new; what stands still has been seen to its end.
    const seen = newRun && playing ? 0 : !playing && !this.stopped && !underWay ? data.latest : this.screen.reached;
    if (!onItsWay || newRun) this.screen.reached = Math.min(seen, data.latest);
    this.screen.playing = playing && !this.held;
    const { paleChanged, scale, wantedScale } = this.screen;
    if (data.charts || paleChanged || scale !== wantedScale) this.screen.paint();
    else if ((!playing || this.held) && this.screen.shown) this.screen.show(this.screen.shown, !this.held);

    const idle = !this.playing;
    this.playing = playing;
    if (this.playing) this.stopped = null;
    if (this.playing && idle) this.loopSoon();
    this.sendSeek();
  }

  // The time line was moved, or a weight. Only the last place counts, and one question is under way at a time.
  seek(iteration, held) {
    this.want({ event: "seek", iteration, held });
  }

  edit(name, value, held) {
    this.want({ event: "edit", name, value: String(value), held });
  }

  want(wish) {
    if (!this.held) this.from = this.screen.shown.iteration;
    if (this.playing) [this.playing, this.queue] = [false, []];
    this.held = wish.held;
    this.wanted = wish;
    this.sendSeek();
  }

  sendSeek() {
    const now = performance.now();
    if (!this.wanted || this.sought || now - leftAt < FIRST_PATIENCE) return;
    clearTimeout(this.seekTimer);
    const early = (this.lastSeek ?? -Infinity) + SEEK_EVERY - now;
    if (early > 0) {
      this.seekTimer = setTimeout(() => this.sendSeek(), early);
      return;
    }
    const number = ++this.asks;
    this.sought = { ...this.wanted, number };
    this.pending = { number, at: now };
    this.wanted = null;
    this.lastSeek = now;
    const { run, tick, from: shown } = this;
    const { event, ...wish } = this.sought;
    const word = { run, tick, charts: this.screen.chartsId, shown, ...wish };
    if (wish.held && this.heldThere) this.say(event, word);
    else this.trigger(event, word);
    // Streamlit may lose it, or the answer.
    setTimeout(() => {
      if (this.sought?.number !== number || !this.screen.root.isConnected) return;
      this.wanted ??= this.sought;
      this.sought = null;
      this.refused = true;
      this.sendSeek();
    }, this.patience);
  }

  backwards() {
    if (this.wish("backwards", {})) this.later(() => this.playOn());
  }

  // The boxes stand as they were ticked until the server has heard it, or should have.
  freeze(names) {
    const number = this.wish("freeze", { names });
    if (!number) return;
    const freezing = { number, names };
    this.freezing = freezing;
    this.later(() => {
      if (this.freezing !== freezing) return;
      this.freezing = null;
      this.screen.paint();
      this.playOn();
    });
  }

  // When an answer should have been here for long: Streamlit may have lost the word.
  later(then) {
    setTimeout(() => this.screen.root.isConnected && then(), 4 * this.patience);
  }

  // If the page has stopped for a word that was lost, the server still plays, and waits to be asked.
  playOn() {
    const { held, freezing, wanted, sought, stopped } = this;
    if (!this.plays || this.playing || held || freezing || wanted || sought || stopped) return;
    this.playing = true;
    this.loopSoon();
  }

  // Returns the word's number; null if it is not said.
  wish(event, more) {
    const { run, screen } = this;
    if (performance.now() - leftAt < FIRST_PATIENCE) return null;
    if (this.playing) [this.playing, this.queue] = [false, []];
    this.trigger(event, { run, number: ++this.asks, shown: screen.shown.iteration, ...more });
    return this.asks;
  }

  // Another player that starts the same run from the beginning: the server was restarted, or has forgotten this page.
  isLost({ player, start, now, progress }) {
    const other = this.player && player !== this.player && start === this.start;
    const anew = now?.iteration === 0 && progress === null;
    const { shown, reached } = this.before ?? this.screen;
    const was = shown?.iteration > 0 || reached > 0;
    return other && anew && this.events && was && this.resumes < MOST_RESUMES;
  }

  restore(data) {
    const { run } = data;
    this.coming = this.memory();
    if (this.before) {
      this.screen.setCharts(data);
      this.screen.setCurves(data.curves);
      this.screen.shown = data.now;
      this.screen.paint();
    }
    if (!this.resumes++) this.wayFrom = performance.now();
    this.restoring = true;
    this.run = run;
    this.queue = [];
    this.stopped = this.freezing = this.wanted = this.sought = null;
    const { start, events, plays: playing } = this;
    const ended = this.ended && !playing;
    const { shown: { iteration }, reached: latest } = this.before ?? this.screen;
    this.before = null;
    this.pending = { number: ++this.asks, at: performance.now() };
    this.trigger("restore_request", { run, number: this.asks, start, iteration, latest, ended, playing, events });
  }

  loop(now) {
    if (!this.playing) return;
    const interval = this.interval(now);
    // A screen's frames do not come on the dot: one that is nearly due is due. After a gap, start counting anew.
    if (this.queue.length && now - this.last >= interval - 4) {
      this.last = now - this.last > 2 * interval ? now : this.last + interval;
      this.screen.show(this.queue.shift(), this.rate < 20);
    }
    if (!this.ended) this.ask(now);
    else if (!this.queue.length && !this.stopped && !this.restoring) this.stop();
    this.loopSoon();
  }

  // In the next frame, once, even if a pause and a play came within this one.
  loopSoon() {
    cancelAnimationFrame(this.nextFrame);
    this.nextFrame = requestAnimationFrame(this.loop);
  }

  // Milliseconds between two pictures: if there are fewer than wanted, they are spread until more are due.
  interval(now) {
    const wanted = 1000 / this.rate;
    if (!this.queue.length || this.ended) return wanted;
    const asked = this.pending?.at ?? Math.max(now, this.notBefore);
    return Math.max(wanted, (asked + 1000 * this.roundTrip - now) / this.queue.length);
  }

  ask(now) {
    if (now < this.notBefore || now - leftAt < FIRST_PATIENCE) return;
    const interval = 1000 / this.rate;
    if (this.pending) {
      if (now - this.pending.at < this.patience) return;
      this.patience *= 2; // the server may merely be slow, and every question costs it time
      this.refused = true;
    }
    const left = (this.queue.length * interval + Math.max(0, interval - (now - this.last))) / 1000;
    if (left > MIN_AHEAD + 1.2 * this.roundTrip) return;
    const seconds = Math.max(MIN_TICK, 1.5 * this.roundTrip);
    const pictures = Math.min(MAX_PICTURES, Math.max(1, Math.round(seconds * this.rate)));
    this.pending = { number: ++this.asks, at: now };
    const { iteration } = this.queue.at(-1) ?? this.screen.shown;
    dispatchEvent(new Event("live-ask")); // what else on the page has something to say says it now: see drawing.js
    const { run, tick, asks: number, screen: { chartsId: charts } } = this;
    this.say("frame_request", { run, tick, charts, number, iteration, pictures });
  }

  // Say what changes nothing but the chart, as directly as can be.
  say(event, value) {
    if (!this.direct || this.refused || !direct.ready(this.address)) return this.trigger(event, value);
    this.pending.direct = true;
    const { player } = this;
    direct.ask({ player, event, value }, (data) => this.answeredDirectly(event, value, data));
  }

  answeredDirectly(event, { number, run }, data) {
    // What the script has sent meanwhile has taken its place.
    const waiting = event === "frame_request" ? this.pending : this.sought;
    if (waiting?.number !== number || run !== this.run || !this.screen.root.isConnected) return;
    if (data?.player === this.player && data.tick > this.tick) return this.take(data);
    this.pending = null; // the script was quicker; or it is one for the script
    if (!data) {
      this.refused = true;
      // That may be about to say what has changed.
      this.notBefore = Math.max(this.notBefore, performance.now() + 1000 * SCRIPT_SECONDS);
    }
    if (waiting === this.sought) {
      this.wanted ??= this.sought;
      this.sought = null;
      this.sendSeek();
    }
  }

  // The page was built anew without the server's knowledge, so it sent none.
  askForCharts({ run, now, frames }) {
    const { iteration } = now ?? frames.at(-1);
    this.trigger("frame_request", { run, tick: this.tick, charts: "", number: ++this.asks, iteration, pictures: 0 });
  }

  // Any new data ends the wait: what came instead of an answer has taken its place.
  answered(number) {
    if (this.pending?.number === number) {
      const took = (performance.now() - this.pending.at) / 1000;
      this.roundTrip = Math.max(took, 0.9 * this.roundTrip + 0.1 * took);
      this.patience = Math.max(FIRST_PATIENCE, 4000 * this.roundTrip);
    }
    this.pending = null;
  }

  // What is done next waits for this word, so it is said until it is answered: Streamlit may lose it, or the answer.
  stop() {
    const now = performance.now();
    const stopped = { number: ++this.asks, at: this.stopped?.at ?? now };
    this.stopped = stopped;
    const { run, screen } = this;
    if (now - leftAt > FIRST_PATIENCE) this.trigger("stopped", { run, number: stopped.number, iteration: screen.shown.iteration });
    setTimeout(() => this.stopped === stopped && screen.root.isConnected && this.stop(), this.patience);
  }

  // What a new player has to know of this one, to be brought back to where it was.
  memory() {
    const { player, start, events, plays, ended, screen: { shown, reached } } = this;
    const before = this.before ?? { shown: { iteration: shown?.iteration }, reached };
    return this.coming ?? { player, start, events, plays, ended, before };
  }

  // The chart has left the page, perhaps to be put back. If it played, or has not been heard since, it still plays as far
  // as it knows: if that is over when it is back, it will say where it has stopped.
  leave() {
    cancelAnimationFrame(this.nextFrame);
    if (this.stopped) [this.playing, this.stopped] = [true, null];
    this.held = false;
    this.wanted = this.sought = this.freezing = null;
    this.screen.root.remove();
  }

  comeBack(parent) {
    parent.append(this.screen.root);
    if (this.playing) this.loopSoon();
  }

  close() {
    this.playing = false;
    this.screen.close();
  }
}

const players = new WeakMap(); // parent element → its player
const away = []; // the players that left the page, the last ones
const MOST_AWAY = 4; // a page has no more charts of its own

// Of the chart that was here before the page was loaded anew. It stays in the storage until this page has a chart: a page
// can be lost again before it has any.
let memory = recall(MEMORY);
let last = null; // the player that has last heard of a run
rescue(() => last && remember(MEMORY, last.memory()));

// Streamlit calls this with every update, and calls what it returned when the chart has left the page. It also calls
// what an update returned that a newer one has overtaken; then the chart is still there, and must stay. And if the end of
// an answer has come and a lost connection has swallowed the rest, it takes the chart off the page, and puts it back with
// the next answer, into another element. Then the same player goes on.
export default async function ({ data, parentElement, setTriggerValue }, files) {
  if (data.speech) speak(data.speech);
  await style(files);
  if (!players.has(parentElement)) {
    const place = away.findIndex((player) => player.run === data.run || player.isLost(data));
    const [back] = place < 0 ? [] : away.splice(place, 1);
    leftAt = -Infinity; // here is where the link led
    back?.comeBack(parentElement);
    const made = back ?? new Player(parentElement, files.direct);
    forget(MEMORY);
    if (!back && memory?.start === data.start) [memory] = [null, Object.assign(made, memory)];
    players.set(parentElement, made);
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

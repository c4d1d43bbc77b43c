// Plays a stream of pictures and curve points on Plotly figures that stay mounted.
//
// Python makes the figures, the pictures and the numbers (playground/ui/live_chart.py says what arrives). This file
// only puts each on the screen in its time, drops what belongs to an older run, and asks for more before it runs out:
//   "ask"  the queue runs low: send the next pictures
//   "stop" playing has stopped at the iteration x that is on screen
//   "resume" another player answers, after a restart of the server: train again up to what is on screen

const MIN_AHEAD = 0.13; // seconds left in the queue when more is asked for, however short the round trip
const MIN_TICK = 0.2; // seconds that one answer should last, at least
const MAX_PICTURES = 120; // in one answer
const FIRST_PATIENCE = 4000; // milliseconds to wait for an answer before asking again
const MOST_RESUMES = 3; // times to ask to be brought back, before what the server has is shown
const SHOW_PROGRESS = 1000; // milliseconds after which a way back gets a progress bar

const { search } = new URL(import.meta.url); // of the same version
const { Screen } = await import(`./screen.js${search}`);
const { element } = await import(`./parts.js${search}`);

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

let loaded; // a promise of Plotly, once the first chart has asked for it
function load({ plotly, stylesheet }) {
  loaded ??= new Promise((resolve, reject) => {
    Object.assign(element("link", "", document.head), { rel: "stylesheet", href: stylesheet });
    const script = document.createElement("script");
    script.src = plotly;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`The chart library could not be loaded from ${plotly}. Reload the page.`));
    document.head.append(script);
  });
  return loaded;
}

class Player {
  constructor(Plotly, parent) {
    this.screen = new Screen(Plotly, parent);
    this.queue = [];
    this.playing = false;
    this.asks = 0;
    this.pending = null; // the question that has no answer yet
    this.roundTrip = 0; // seconds; follows the longest of the recent ones
    this.patience = FIRST_PATIENCE;
    this.notBefore = 0; // when the server wants to be asked again
    this.resumes = 0; // how often it has asked to be brought back
    this.last = 0; // when the last frame was due
    this.stopped = null; // its word that it has stopped, until that is answered
    this.loop = this.loop.bind(this);
  }

  receive(data, trigger) {
    this.trigger = trigger;
    this.screen.place();
    if (data.tick === this.tick && data.run === this.run) return this.screen.paint(); // nothing new but the theme
    this.tick = data.tick;
    this.answered(data.answer);
    if (!data.charts && !this.screen.chartsId) return this.askForCharts(data);
    if (this.isLost(data)) return this.resume(data);
    this.resumes = 0;
    const { player, start, story } = data;
    Object.assign(this, { player, start, story, plays: data.playing });
    this.notBefore = performance.now() + 1000 * data.wait;

    const { shown } = this.screen;
    const newRun = data.run !== this.run;
    const playing = data.playing || data.replayed !== null; // on the way back there is nothing to show, but to ask
    const paused = this.playing && !playing;
    if (newRun || !playing) this.queue = [];
    this.run = data.run;
    this.rate = data.rate;
    this.ended = data.ended;
    // On the way back those on screen reach further, unless they are of another run.
    if (data.replayed === null || newRun) this.screen.setCurves(data.curves);
    if (data.charts) this.screen.setCharts(data);
    this.screen.showProgress(performance.now() - this.resumedAt > SHOW_PROGRESS ? data.replayed : null);
    // An answer continues from where the queue ended when it was asked for. One to an older question comes too late:
    // the newer question asks for the same pictures again.
    if (data.answer === this.asks) this.queue.push(...data.frames);

    // After a pause the server may be ahead: tell it what is on screen, so that it comes back to that and whatever is
    // done next is done there; and until it has, show nothing else.
    const here = data.now && shown && data.now.x === shown.x; // perhaps with pictures that the frame left out
    const waits = this.stopped && data.answer !== this.stopped.number && performance.now() - this.stopped.at < this.patience;
    if (paused && !newRun && shown && !this.stopped) this.stop();
    else if (data.now && (newRun || (!playing && (here || !waits)))) this.screen.shown = data.now;
    if (newRun || data.answer === this.stopped?.number) this.stopped = null;
    this.screen.playing = playing;
    if (data.charts || this.screen.scale !== this.screen.wantedScale) this.screen.paint();
    else if (!playing && this.screen.shown) this.screen.show(this.screen.shown, true);

    const idle = !this.playing;
    this.playing = playing;
    if (this.playing) this.stopped = null;
    if (this.playing && idle) this.loopSoon();
  }

  // Another player that starts the same run from the beginning: the server was restarted, or has forgotten this page.
  isLost({ player, start, now, replayed }) {
    const other = this.player && player !== this.player && start === this.start;
    const anew = now?.x === 0 && replayed === null;
    return other && anew && this.story && this.screen.shown?.x > 0 && this.resumes < MOST_RESUMES;
  }

  resume({ run }) {
    if (!this.resumes++) this.resumedAt = performance.now();
    this.run = run;
    this.queue = [];
    this.stopped = null;
    const { start, story, plays: playing } = this;
    const ended = this.ended && !playing;
    const { x } = this.screen.shown;
    this.pending = { number: ++this.asks, at: performance.now() };
    this.trigger("resume", { run, number: this.asks, start, x, ended, playing, story });
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
    else if (!this.queue.length && !this.stopped) this.stop();
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
    }
    const left = (this.queue.length * interval + Math.max(0, interval - (now - this.last))) / 1000;
    if (left > MIN_AHEAD + 1.2 * this.roundTrip) return;
    const seconds = Math.max(MIN_TICK, 1.5 * this.roundTrip);
    const pictures = Math.min(MAX_PICTURES, Math.max(1, Math.round(seconds * this.rate)));
    this.pending = { number: ++this.asks, at: now };
    const x = (this.queue.at(-1) ?? this.screen.shown).x;
    dispatchEvent(new Event("live-ask")); // what else on the page has something to say says it now: see drawing.js
    this.trigger("ask", { run: this.run, tick: this.tick, charts: this.screen.chartsId, number: this.asks, x, pictures });
  }

  // The page was built anew without the server's knowledge, so it sent none.
  askForCharts({ run, now, frames }) {
    const { x } = now ?? frames.at(-1);
    this.trigger("ask", { run, tick: this.tick, charts: "", number: ++this.asks, x, pictures: 0 });
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
    if (now - leftAt > FIRST_PATIENCE) this.trigger("stop", { run, number: stopped.number, x: screen.shown.x });
    setTimeout(() => this.stopped === stopped && screen.root.isConnected && this.stop(), this.patience);
  }

  // The chart has left the page: stand still, perhaps to be put back.
  leave() {
    this.playing = false;
    this.screen.root.remove();
  }

  close() {
    this.playing = false;
    this.screen.close();
  }
}

const players = new WeakMap(); // parent element → its player
const away = []; // the players that left the page, the last ones
const MOST_AWAY = 4; // a page has no more charts of its own

// Streamlit calls this with every update, and calls what it returned when the chart has left the page. It also calls
// what an update returned that a newer one has overtaken; then the chart is still there, and must stay. And on a busy
// server it takes the chart off the page only to put it back at once, into another element: if the chart's next run
// begins before the last message of a whole run is sent, the server drops its part of that. Then the same player goes on.
export default async function ({ data, parentElement, setTriggerValue }, files) {
  const Plotly = await load(files);
  if (!players.has(parentElement)) {
    const place = away.findIndex((player) => player.run === data.run || player.isLost(data));
    const [back] = place < 0 ? [] : away.splice(place, 1);
    if (back) parentElement.append(back.screen.root);
    leftAt = -Infinity; // here is where the link led
    players.set(parentElement, back ?? new Player(Plotly, parentElement));
  }
  players.get(parentElement).receive(data, setTriggerValue);
  return () => {
    const player = players.get(parentElement);
    if (parentElement.isConnected || !player) return;
    players.delete(parentElement);
    player.leave();
    away.push(player);
    if (away.length > MOST_AWAY) away.shift().close();
  };
}

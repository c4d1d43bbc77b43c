// Plays a chapter of a recorded lesson: its question, its claims, its run with a time line, and what comes of it.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../basics/elements.js${search}`);
const { call } = await import(`../basics/features.js${search}`);
const { Described } = await import(`../chart/described.js${search}`);
const { Playing } = await import(`../chart/playing.js${search}`);
const { atAPress } = await import(`../basics/parts.js${search}`);
const { marked } = await import(`../basics/emphasis.js${search}`);
const { screenIn, showOn } = await import(`./lesson_screen.js${search}`);
const { counted, say, sentences } = await import(`../basics/words.js${search}`);

export const LETTERS = "ABCD"; // of the claims, as on the lecturer's screen
const PACE = 20; // moments a second, where a recording has no pace of its own
const SPEEDS = [0.25, 0.5, 1, 2, 4];

// What else people ask of their system, by which charts are drawn.
const ASKED = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"].map((each) => matchMedia(each));

const trained = (number) => say("networks trained: {number}", { number });

export class Player {
  // texts: of the chapter, in the language with this code. predict: whether a prediction has to come first. rules: of
  // features. kept: what there was before the language was changed. tell(outcome): called with the prediction, with whether
  // one was drawn instead, whether the run has begun, which claim is true by now, and whether its end has been seen.
  constructor(parent, recording, texts, code, { predict, rules, kept, tell }) {
    Object.assign(this, { recording, texts, predict, tell });
    this.state = kept ?? { moment: 0, reached: 0, claim: null, speed: 1, ended: false };
    this.root = element("article", "lesson-chapter", parent);
    element("h2", "lesson-question", this.root).textContent = texts.question;
    if (texts.note) element("p", "lesson-note", this.root).textContent = texts.note;
    this.claims = this.claimsIn(this.root);
    this.said = element("p", "lesson-said", this.root);
    this.said.setAttribute("aria-live", "polite");
    this.bar = this.barIn(this.root);
    this.source = recording.in(code);
    this.loop = new Playing((now) => this.step(now));
    this.asked = null; // the iteration asked for last, as long as the time line is dragged
    this.screen = screenIn(this.root, {
      seek: (iteration, dragging) => this.seek(iteration, dragging),
      backwards: () => this.play(-1),
      ...(recording.counts && { counts: { label: say("Time line"), words: trained } }),
    });
    // By which features let somebody predict: wanted, whether they offer it here; asks, in a sentence; begun, whether it is
    // done; words(frame), what is said of a run that stands still. They may change their part of the state, and then call
    // changed().
    this.ways = call("inChapter", this.screen, this.source, this.state, rules, () => this.show());
    this.described = new Described(() => this.describe());
    this.repaint = () => this.screen.paint();
    ASKED.forEach((each) => each.addEventListener("change", this.repaint));
    this.show();
  }

  close() {
    this.pause();
    ASKED.forEach((each) => each.removeEventListener("change", this.repaint));
    this.described.leave();
    this.screen.close();
    this.root.remove();
  }

  get playing() {
    return this.loop.goes;
  }

  get moment() {
    return this.state.moment;
  }

  get claim() {
    return this.state.claim;
  }

  // Whether there is a claim that is true by now.
  get right() {
    return this.recording.true[this.moment];
  }

  get mayPlay() {
    return !this.predict || this.claim !== null || this.drew || !(this.claims.length || this.ways.some(({ wanted }) => wanted));
  }

  // Whether something is predicted in another way than by a claim.
  get drew() {
    return this.ways.some(({ begun }) => begun);
  }

  claimsIn(parent) {
    if (!this.texts.claims.length) return [];
    const group = element("div", "lesson-claims", parent);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say("Answers"));
    return this.texts.claims.map((text, place) => {
      const button = element("button", "lesson-claim", group);
      button.type = "button";
      const letter = element("span", "lesson-letter", button);
      Object.assign(letter, { textContent: LETTERS[place], ariaHidden: "true" });
      element("span", "", button).textContent = text;
      button.addEventListener("click", () => this.choose(place));
      return button;
    });
  }

  barIn(parent) {
    const root = element("div", "lesson-bar", parent);
    const button = (name, act) => {
      const made = Object.assign(element("button", name, root), { type: "button" });
      made.addEventListener("click", act);
      return made;
    };
    const play = button("lesson-play", () => this.toggle());
    const reset = button("lesson-reset", () => this.reset());
    reset.textContent = say("Reset");
    const end = button("lesson-end", () => this.go(Infinity)); // the time line leads no further than what has been seen
    end.textContent = say("To the end");
    const label = element("label", "lesson-speed", root);
    label.append(say("Speed"));
    const speed = element("select", "", label);
    speed.append(...SPEEDS.map((each) => new Option(`${each} ×`, each)));
    speed.value = this.state.speed;
    speed.addEventListener("change", () => (this.state.speed = Number(speed.value)));
    return { play, end, count: element("span", "", root) };
  }

  // Choose a claim before the run begins; choosing it again takes it back.
  choose(place) {
    if (this.moment || !this.claims[place]) return;
    this.state.claim = this.claim === place ? null : place;
    this.report();
    this.show();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  // way: -1 for backwards.
  play(way = 1) {
    if (!this.mayPlay) return;
    if (way > 0 && this.moment === this.recording.last) this.state.moment = this.state.reached = 0;
    // before: when the last step was; done: the moments until now, with the part of the next one that has passed
    Object.assign(this, { way, before: null, done: this.moment });
    this.loop.go();
    this.show();
  }

  step(now) {
    const { way, moment: was, recording } = this;
    const { last, pace = PACE } = recording;
    this.done = Math.max(0, Math.min(last, this.done + way * ((now - (this.before ?? now)) / 1000) * pace * this.state.speed));
    this.before = now;
    if (this.done === (way > 0 ? last : 0)) this.loop.stop();
    const moment = way > 0 ? Math.floor(this.done) : Math.ceil(this.done);
    if (this.playing && (moment === was || !this.loop.takesTurn(now))) return;
    this.seen(moment);
    call("played", this.screen, was < moment && recording.true[was] === null && this.right !== null);
  }

  pause() {
    if (!this.playing) return;
    this.loop.stop();
    this.show();
  }

  seek(iteration, dragging) {
    const { at } = this.recording;
    const moment = dragging ? this.recording.momentAt(iteration, this.asked ?? at[this.moment]) : this.moment;
    this.asked = dragging ? iteration : null;
    this.go(moment);
  }

  // Stop, and show another moment.
  go(moment) {
    this.pause();
    if (this.mayPlay) this.seen(Math.min(this.recording.last, Math.max(0, moment)));
    else this.show();
  }

  // To the beginning, as if nothing had been seen.
  reset() {
    this.state.reached = 0;
    this.go(0);
  }

  seen(moment) {
    this.state.moment = moment;
    if (moment === this.recording.last) this.state.ended = true;
    this.report();
    this.show();
  }

  report() {
    const { claim, moment, right } = this;
    const outcome = { claim, drawn: this.drew, begun: moment > 0, right, ended: this.state.ended };
    const report = JSON.stringify(outcome);
    if (report !== this.reported) this.tell(outcome);
    this.reported = report;
  }

  show() {
    const { moment, bar, playing, source, screen, state } = this;
    state.reached = Math.max(state.reached, this.recording.at[moment]);
    const frame = (this.frame = showOn(screen, source, moment, { playing, reached: state.reached }));
    this.describe();
    if (this.recording.counts) setText(bar.count, trained(counted(this.recording.at[moment])));
    setText(bar.play, playing ? say("Pause") : say("Play"));
    bar.play.disabled = bar.end.disabled = !this.mayPlay;
    const decided = !playing && moment > 0 && this.right !== null;
    this.claims.forEach((button, place) => {
      button.setAttribute("aria-pressed", String(place === this.claim));
      button.disabled = moment > 0;
      button.dataset.right = decided ? String(place === this.right) : "";
    });
    this.showSaid(frame, decided);
  }

  describe() {
    const { frame, screen: { root }, playing } = this;
    this.described.update(frame, { root, isRun: true, state: { playing } });
  }

  showSaid(frame, decided) {
    const { claim, texts, moment, playing, said } = this;
    const { done, sentence, details } = frame;
    const right = claim === null || !decided ? null : claim === this.right;
    const judged = claim === null ? "" : texts.said[claim][right === null ? 0 : right ? 1 : 2];
    const waits = claim !== null && !decided && !playing ? texts.when : "";
    const after = right === null ? [] : [texts.chance, right ? "" : texts.hint]; // what the run can't say
    const also = moment && !playing ? this.ways.map((each) => each.words(frame)) : [];
    const asks = this.mayPlay ? "" : this.claims.length ? say("Choose your answer first.") : this.ways.find(({ wanted }) => wanted).asks;
    const answered = !asks && moment && !playing;
    said.dataset.right = right === null ? "" : String(right);
    const text = sentences(judged, moment ? done : "", asks || (answered ? sentence : texts.hint), ...also, waits);
    const more = sentences(answered ? details : "", ...after);
    if (text === this.text && more === this.more) return; // what is open stays open
    Object.assign(this, { text, more });
    marked(said, text);
    if (more) marked(atAPress(said, "run-more", say("More")).words, more);
  }
}

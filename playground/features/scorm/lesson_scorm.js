// What comes of a lesson, told to the learning platform that shows it, if there is one (SCORM 1.2).
//
// A lesson is completed once every chapter has been seen to its end. Its score is the share of right predictions among the
// chapters that ask for one. What counts in each is the claim chosen when the run first decided: whoever has seen the
// answer predicts no more. A chapter that nobody can judge does not count, nor one where a line was drawn instead.
//
// A platform may forget what a lesson keeps there, but not a status or a score: neither is ever lowered.

const MOST_UP = 7; // windows above the lesson's in which the standard has it look
const DONE = ["completed", "passed"]; // what a status may be of a learner who has nothing left to do
const LOOKED_AT = ["review", "browse"]; // modes in which a lesson is not worked at
const COUNT = "_count"; // the standard's word for how many there are of something

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);
const { LETTERS } = await import(`../../frontend/lesson_file/lesson_player.js${search}`);

class Platform {
  // asks: for each chapter, whether there is something to choose. tell(text): called after each report: what went wrong, or
  // is not recorded at all, or nothing.
  constructor(asks, tell) {
    Object.assign(this, { asks, tell });
    this.chapter = 0; // the one that is open
    this.ended = asks.map(() => false);
    this.right = asks.map(() => null); // true or false, "open" if the run can't decide, null until one of these is known
    this.predicted = asks.map(() => null); // as the platform has it: the interaction's place, and its claim
    addEventListener("lesson-outcome", ({ detail }) => this.hear(detail));
    addEventListener("pagehide", () => this.finish());
    addEventListener("pageshow", ({ persisted }) => persisted && this.begin()); // the browser had kept the page
    this.begin();
  }

  begin() {
    this.since = this.asked = performance.now();
    this.problem = null;
    this.api = apiAround(window) ?? apiAround(window.opener) ?? apiAround(window.top.opener);
    if (!this.api) return;
    const begun = this.must("LMSInitialize", "");
    if (begun) this.resume();
    else this.api = null;
    this.report();
  }

  // Go on where the platform says that the learner has stopped.
  resume() {
    this.records = !LOOKED_AT.includes(this.get("cmi.core.lesson_mode"));
    this.counts = this.records && this.get("cmi.core.credit") !== "no-credit";
    this.mastery = number(this.get("cmi.student_data.mastery_score"));
    this.had = number(this.get("cmi.core.score.raw"));
    const status = this.get("cmi.core.lesson_status");
    this.done = DONE.includes(status) ? status : null;
    const { ended, right, predicted = this.predicted } = read(this.get("cmi.suspend_data"));
    const isOurs = [ended, right, predicted].every((each) => each?.length === this.asks.length); // or nothing yet, or of another lesson
    if (isOurs) Object.assign(this, { ended, right, predicted });
    else if (this.done && this.had !== null) this.right = this.asks.map(() => "open"); // every answer has been seen
    if (this.done) this.ended = this.asks.map(() => true);
    const { interactions } = this; // some platforms begin anew each time
    if (this.predicted.some((each) => each?.place >= interactions)) this.predicted = this.asks.map(() => null);
    const chapter = Number(this.get("cmi.core.lesson_location"));
    if (chapter in this.asks) this.chapter = chapter;
  }

  open(chapter) {
    if (chapter === this.chapter) return;
    this.chapter = chapter;
    this.asked = performance.now();
    this.report();
  }

  // right: the claim that is true by now, null if none is yet.
  hear({ chapter, claim, drawn, begun, right, ended }) {
    const before = this.state;
    this.ended[chapter] ||= ended;
    if (this.asks[chapter] && this.right[chapter] === null) {
      if (right !== null && claim !== null) this.right[chapter] = right === claim;
      else if (right !== null || ended) this.right[chapter] = claim === null && !drawn ? false : "open";
      if (begun && claim !== null) this.predict(chapter, claim, right);
    }
    if (this.state !== before) this.report();
  }

  // Tell what is predicted in a chapter, and what comes of it. Until the run decides, another prediction takes its place.
  predict(chapter, claim, right) {
    const { interactions, counts } = this;
    if (!counts || interactions === null) return;
    const place = this.predicted[chapter]?.place ?? interactions;
    const set = (name, value) => this.set(`cmi.interactions.${place}.${name}`, value);
    const letter = (claim) => LETTERS[claim].toLowerCase();
    if (this.predicted[chapter]?.claim !== claim) {
      set("id", `chapter${chapter + 1}`);
      set("type", "choice");
      set("time", new Date().toTimeString().slice(0, 8));
      set("latency", timespan((performance.now() - this.asked) / 1000));
      set("student_response", letter(claim));
      this.predicted[chapter] = { place, claim };
    }
    const result = { true: "correct", false: "wrong", open: "neutral" }[this.right[chapter]];
    if (result) set("result", result);
    if (right !== null) set("correct_responses.0.pattern", letter(right));
  }

  // Their number on the platform; null if it does without them.
  get interactions() {
    return number(this.get(`cmi.interactions.${COUNT}`));
  }

  // What the platform is to keep for the next time.
  get state() {
    const { ended, right, predicted } = this;
    return JSON.stringify({ ended, right, predicted });
  }

  // In per cent; null until something is decided.
  get score() {
    const counted = this.right.filter((right, i) => this.asks[i] && right !== "open");
    if (counted.every((right) => right === null)) return null;
    return Math.round((100 * counted.filter((right) => right === true).length) / counted.length);
  }

  get completed() {
    return this.ended.every(Boolean);
  }

  get status() {
    const { done, completed, counts, mastery, score, had } = this;
    if (done) return done;
    if (!completed) return "incomplete";
    if (!counts || mastery === null || (score ?? had) === null) return "completed";
    return Math.max(score, had) >= mastery ? "passed" : "failed";
  }

  // What went wrong, or what is not recorded; empty for nothing.
  get said() {
    const { api, problem, records, counts } = this;
    // Translators: {why} comes from a learning platform such as Moodle
    if (problem !== null) return say("The learning platform has not taken your result ({why}). Open the lesson again, or tell your teacher.", { why: problem });
    if (api && !records) return say("The learning platform has opened this lesson for viewing only: nothing is recorded.");
    return api && !counts ? say("This visit is not for credit: the learning platform is told neither your predictions nor a score.") : "";
  }

  report() {
    const { api, records, score } = this;
    if (api && records) {
      this.problem = null;
      this.set("cmi.core.exit", "suspend"); // or it may forget all of this, even of who has finished
      this.set("cmi.core.lesson_location", String(this.chapter));
      this.set("cmi.suspend_data", this.state);
      // Some judge a score whenever the lesson is left: one that is to be passed is told at the end.
      const isDue = this.counts && (this.mastery === null || this.completed);
      if (isDue && score !== null && score >= this.had) {
        this.set("cmi.core.score.min", "0"); // a platform may do without these two
        this.set("cmi.core.score.max", "100");
        this.must("LMSSetValue", "cmi.core.score.raw", String(score));
      }
      this.must("LMSSetValue", "cmi.core.lesson_status", this.status);
      this.must("LMSCommit", "");
    }
    this.tell(this.said);
  }

  finish() {
    if (!this.api) return;
    if (this.records) this.set("cmi.core.session_time", timespan((performance.now() - this.since) / 1000));
    this.report();
    this.call("LMSFinish", "");
    this.api = null;
  }

  set(name, value) {
    this.call("LMSSetValue", name, value);
  }

  get(name) {
    return this.call("LMSGetValue", name) ?? "";
  }

  // Whether the platform has done it; if not, its reason is kept.
  must(name, ...given) {
    const done = this.call(name, ...given) === "true";
    if (!done) this.problem ??= this.call("LMSGetErrorString", this.call("LMSGetLastError") ?? "") || name;
    return done;
  }

  // What the platform answers, as a text; null if it fails.
  call(name, ...given) {
    try {
      return String(this.api[name](...given));
    } catch {
      return null;
    }
  }
}

// The platform's interface in this window or in one around it; null if there is none.
function apiAround(window) {
  for (let [here, up] = [window, 0]; here && up <= MOST_UP; here = here.parent === here ? null : here.parent, up++) {
    try {
      if (here.API?.LMSInitialize) return here.API;
    } catch {
      // of another origin: it may still be in a window around that
    }
  }
  return null;
}

function read(json) {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}

// The number that a text is; null if it is none.
function number(text) {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

// Seconds as HHHH:MM:SS.
function timespan(seconds) {
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)));
  return parts.map((part, i) => part.padStart(i ? 2 : 4, "0")).join(":");
}

add({ keepsProgress: (asks, tell) => new Platform(asks, tell) });

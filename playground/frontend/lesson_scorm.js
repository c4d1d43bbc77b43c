// What comes of a lesson, told to the learning platform that shows it, if there is one (SCORM 1.2).
//
// A lesson is completed once every chapter has been seen to its end. Its score is the share of right predictions among the
// chapters that ask for one. What counts in each is the claim chosen when the run first decided: whoever has seen the
// answer predicts no more. A chapter that nobody can judge does not count, nor one where a line was drawn instead.

const MOST_UP = 7; // windows above the lesson's in which the standard has it look

const { search } = new URL(import.meta.url); // of the same version
const { say } = await import(`./words.js${search}`);

export class Platform {
  // asks: for each chapter, whether there is something to choose. warn(text): called after each report: what went wrong, or
  // nothing.
  constructor(asks, warn) {
    Object.assign(this, { asks, warn, completed: false });
    this.chapter = 0; // the one that is open
    this.ended = asks.map(() => false);
    this.right = asks.map(() => null); // true or false, "open" if the run can't decide, null until one of these is known
    addEventListener("lesson-outcome", ({ detail }) => this.hear(detail));
    addEventListener("pagehide", () => this.finish());
    addEventListener("pageshow", ({ persisted }) => persisted && this.begin()); // the browser had kept the page
    this.begin();
  }

  begin() {
    this.since = performance.now();
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
    this.completed = ["completed", "passed"].includes(this.get("cmi.core.lesson_status"));
    const { ended, right } = read(this.get("cmi.suspend_data"));
    const { length } = this.asks;
    if (ended?.length !== length || right?.length !== length) return; // nothing yet, or of another lesson
    Object.assign(this, { ended, right });
    const chapter = Number(this.get("cmi.core.lesson_location"));
    if (chapter in this.asks) this.chapter = chapter;
  }

  hear({ chapter, claim, drawn, decided, right, ended }) {
    const before = JSON.stringify([this.ended, this.right]);
    this.ended[chapter] ||= ended;
    if (this.asks[chapter]) this.right[chapter] ??= right ?? (decided || ended ? (claim === null && !drawn ? false : "open") : null);
    if (JSON.stringify([this.ended, this.right]) !== before) this.report();
  }

  // In per cent; null until something is decided.
  get score() {
    const counted = this.right.filter((right, i) => this.asks[i] && right !== "open");
    if (counted.every((right) => right === null)) return null;
    return Math.round((100 * counted.filter((right) => right === true).length) / counted.length);
  }

  report() {
    const { score, ended, right, chapter, api } = this;
    this.completed ||= ended.every(Boolean);
    if (api) {
      this.problem = null;
      this.call("LMSSetValue", "cmi.core.lesson_location", String(chapter));
      this.call("LMSSetValue", "cmi.suspend_data", JSON.stringify({ ended, right }));
      if (score !== null) {
        this.call("LMSSetValue", "cmi.core.score.min", "0"); // a platform may do without these two
        this.call("LMSSetValue", "cmi.core.score.max", "100");
        this.must("LMSSetValue", "cmi.core.score.raw", String(score));
      }
      this.must("LMSSetValue", "cmi.core.lesson_status", this.completed ? "completed" : "incomplete");
      this.must("LMSCommit", "");
    }
    this.warn(this.problem === null ? "" : say("The learning platform has not taken your result ({why}). Open the lesson again, or tell your teacher.", { why: this.problem }));
  }

  finish() {
    if (!this.api) return;
    this.call("LMSSetValue", "cmi.core.session_time", timespan((performance.now() - this.since) / 1000));
    this.call("LMSSetValue", "cmi.core.exit", this.completed ? "" : "suspend"); // or it would forget how far the learner was
    this.report();
    this.call("LMSFinish", "");
    this.api = null;
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

// Seconds as HHHH:MM:SS.
function timespan(seconds) {
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)));
  return parts.map((part, i) => part.padStart(i ? 2 : 4, "0")).join(":");
}

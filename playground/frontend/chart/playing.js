// Time on a screen that plays: a step with each of the browser's frames, and fewer pictures for people who want less movement.

const CALM = 100; // least milliseconds between two pictures for them
const EARLY = 4; // milliseconds: frames are not exact, so a picture that is nearly due is due

const lessMovement = matchMedia("(prefers-reduced-motion: reduce)");

export const isDue = (since, interval, now) => now - since >= interval - EARLY;

export class Playing {
  // step(now): called with each frame from go() until stop(), and once, however often go() is called.
  constructor(step) {
    Object.assign(this, { step, frame: null, shownAt: -Infinity });
  }

  get goes() {
    return this.frame !== null;
  }

  go() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => {
      this.go();
      this.step(now);
    });
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  get isCalm() {
    return lessMovement.matches;
  }

  // Whether a picture may be shown now, which is then the last one.
  takesTurn(now) {
    if (this.isCalm && !isDue(this.shownAt, CALM, now)) return false;
    this.shownAt = now;
    return true;
  }
}

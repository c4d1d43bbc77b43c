// What this device remembers of its visits: the pages seen, what was played on them, and whether anything was. It stays
// here: nothing of it goes to the server or into a link. A browser may not provide storage; then nothing is remembered.

const KEY = "way"; // key in the browser's storage: {begun, pages: {path: {of, done}}}

export function noted() {
  try {
    return { begun: false, pages: {}, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { begun: false, pages: {} };
  }
}

export function note(more) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...noted(), ...more }));
  } catch {
    // No storage, so nothing to remember.
  }
}

// What this device remembers of its visits: the pages seen, what was played on them, what was predicted and how it turned
// out, whether anything was played, and whether keys of one character do anything. It stays here: nothing of it goes to the
// server or into a link, but what opens a lecturer's room (class_back.js), when they press to go there. A browser may not
// provide storage; then nothing is remembered.

// Key in the browser's storage: {begun, pages: {path: {of, done}}, answers: {"path?experiment": answer}, characters}, and
// what features add. An answer is {claim, right, wrong, last, again}: the last claim, how often one was right or wrong,
// whether the last one was right, and how to ask again, see way.js. The answer given last comes last.
const KEY = "way";
const MOST = 20_000; // bytes; beyond that the oldest answers are dropped

const NOTHING = { begun: false, pages: {}, answers: {}, characters: true };

export function noted() {
  try {
    return { ...NOTHING, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...NOTHING };
  }
}

export function note(more) {
  const all = { ...noted(), ...more };
  const oldest = Object.keys(all.answers);
  all.answers = { ...all.answers };
  let text = JSON.stringify(all);
  while (new Blob([text]).size > MOST && oldest.length) {
    delete all.answers[oldest.shift()];
    text = JSON.stringify(all);
  }
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // No storage, so nothing to remember.
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // No storage, so nothing was remembered.
  }
}

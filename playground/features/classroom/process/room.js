// The tab's talk with its room: on the tab's websocket, or by the page's script every two seconds where that is not served.
//
// A message is sent again until the room has acknowledged or refused it, over whichever connection there is by then. It
// also says which question and vote it is about, so that it can't count for another one if it arrives late, or twice.
// What the server says: playground/features/classroom/process/room_talk.py.

const PATIENCE = 3000; // milliseconds after which a message that was not taken is sent again
const BY_SCRIPT = 2000; // milliseconds between two looks through the page's script
const SLOW_SCRIPT = 10_000; // milliseconds after which an unanswered one is given up
const FAILURES = 2; // connections in a row that fail before the script is asked
const TICK = 500;

const { search } = new URL(import.meta.url); // of the same version
const socket = await import(`../../../frontend/basics/socket.js${search}`);

let place = null; // {room, device, key, own, language}: where this tab sits; own: a device that only the teacher sees
let way = {}; // {served, ask}: whether there is the websocket; hands a message to the script
let seated = false; // whether the room has let us in on this connection
let parts = {}; // of the view, as they came
let view = null;
let said = ""; // why there is no view, or no connection
let waits = ""; // that others are to try their codes first
let connected = false;
let askedAt = -Infinity; // of the script; Infinity once it has answered
let askedFor = null; // the place that it was asked for, while there is no answer
const waiting = new Map(); // messages by number: {message, resolve, reject, sentAt, times, asked: on this connection}
const listeners = new Set();
let ticking = null;

// Sit down in a room, or stay there. served: whether there is the websocket. ask(message): hands a message to the page's
// script, and promises its answer.
export function enter({ room, device, key = "", own = false, language, served, ask }) {
  const before = place;
  place = { room, device, key, own, language };
  way = { served, ask };
  const same = before && ["room", "device", "key"].every((name) => before[name] === place[name]);
  if (same && before.language === language && !refused()) return;
  if (!same) {
    lose();
    [parts, view, connected] = [{}, null, false];
    said = waits = "";
    tell();
  }
  said = waits = "";
  seated = false;
  ticking ??= setInterval(tick, TICK);
  if (served) socket.join("class", { opened: hello, closed, heard });
  tick();
}

// Call listener(view, {connected, said, waits}) now and after each change; returns what ends that. The view is null as
// long as there is none; said is a sentence if something is wrong, and waits if others are to come first.
export function follow(listener) {
  listeners.add(listener);
  listener(view, { connected, said, waits });
  return () => listeners.delete(listener);
}

// Send a message, {do: …}. The promise resolves once the room has stored it; it is rejected with the room's sentence if
// the room refuses it, or with an error that has lost: true if this tab leaves the room first.
export function send(message) {
  const n = socket.numbered();
  const about = { number: view?.number, round: view?.round };
  return new Promise((resolve, reject) => {
    waiting.set(n, { message: { n, ...about, ...message }, resolve, reject, sentAt: -Infinity, times: 0, asked: false });
    tick();
  });
}

const refused = () => view === null && said !== "" && connected;

function tell() {
  for (const listener of listeners) listener(view, { connected, said, waits });
}

// Give up all messages: they are about a room that this tab has left.
function lose() {
  for (const { reject } of waiting.values()) reject(Object.assign(new Error("left"), { lost: true }));
  waiting.clear();
}

// The websocket

function hello() {
  seated = false;
  socket.ask("class", place);
}

function closed() {
  seated = false;
  waits = "";
  if (!connected || byScript()) return;
  connected = false;
  tell();
}

function heard(message) {
  if (message.view) {
    if (message.whole) parts = {};
    Object.assign(parts, message.view);
    for (const name of message.gone ?? []) delete parts[name];
    const begins = !seated;
    seated = connected = true;
    view = whole(parts);
    said = waits = "";
    if (begins) for (const each of waiting.values()) each.sentAt = -Infinity; // at once
    tell();
    tick();
  } else if ("said" in message) {
    said = message.said;
    tell();
  } else if ("waiting" in message) {
    [said, waits, connected] = ["", message.waiting, true];
    tell();
  } else if ("refused" in message) notLetIn(message.refused);
}

// A view of its parts: those of the run are sent one by one.
function whole(from) {
  const made = {};
  for (const [name, part] of Object.entries(from)) {
    const [of, own] = name.split("/");
    if (own) (made[of] ??= {})[own] = part;
    else made[of] = part;
  }
  return made;
}

function notLetIn(sentence) {
  lose();
  [parts, view, said, waits, connected] = [{}, null, sentence, "", true];
  tell();
}

function settle(n, sentence) {
  const { message, resolve, reject, times } = waiting.get(n) ?? {};
  if (!waiting.delete(n) || !message) return;
  // Of a lecturer's message that was sent again, the first one may have been done: the view shows what is so.
  const known = times > 1 && !["answer", "why", "enter"].includes(message.do);
  if (sentence && !known) reject(new Error(sentence));
  else resolve();
}

// What is due: messages that nobody has acknowledged, and the way through the script.
function tick() {
  const now = performance.now();
  if (seated) {
    for (const [n, each] of waiting) if (!each.asked && now - each.sentAt > PATIENCE) give(n, each, now);
  } else if (byScript() && !refused()) {
    askScript(now);
  }
}

function give(n, each, now) {
  Object.assign(each, { asked: true, sentAt: now, times: each.times + 1 });
  socket.ask("class", each.message, (answer) => {
    each.asked = false;
    if (answer !== null) settle(n, answer === true ? "" : answer);
  }, n);
}

// The script

const byScript = () => Boolean(way.ask) && !seated && (!way.served || socket.failed() >= FAILURES);

async function askScript(now) {
  const unsent = [...waiting.values()].filter(({ sentAt }) => now - sentAt > PATIENCE);
  const slow = now - askedAt > SLOW_SCRIPT;
  if (askedFor ? !slow : now - askedAt < BY_SCRIPT && !unsent.length) return;
  const mine = { ...place };
  askedFor = mine;
  askedAt = now;
  for (const each of unsent) {
    each.sentAt = now;
    each.times += 1;
  }
  const answer = await Promise.resolve(way.ask({ ...mine, messages: unsent.map(({ message }) => message) })).catch(() => null);
  if (askedFor !== mine) return;
  askedFor = null;
  if (!answer || seated || mine.room !== place?.room) return;
  connected = !("said" in answer);
  [said, waits] = [answer.said ?? "", answer.waiting ?? ""];
  if (answer.view) view = answer.view;
  if (said || waits) for (const each of unsent) each.sentAt = -Infinity;
  for (const n of answer.done ?? []) settle(n);
  for (const [n, sentence] of Object.entries(answer.refused ?? {})) Number(n) ? settle(Number(n), sentence) : notLetIn(sentence);
  tell();
}

// The tab's connection to its room: a websocket, or the page's script every two seconds where that is not served.
//
// A message has a number and is sent again until the room has acknowledged or refused it, over whichever connection
// there is by then. It also says which question and vote it is about, so that it can't count for another one if it
// arrives late, or twice. What the server says: playground/features/classroom/process/room_socket.py.

const AGAIN = 250; // milliseconds before reconnecting, doubled each time
const LONGEST_AGAIN = 5000;
const PATIENCE = 3000; // milliseconds for an acknowledgement; then the message is sent again
const SILENCE = 15_000; // milliseconds without a word after which the page looks whether anybody is there
const GONE = 6000; // milliseconds without an answer after which the connection is given up
const ENOUGH = 1008; // the code with which the server closes a connection because this browser has others
const BY_SCRIPT = 2000; // milliseconds between two looks through the page's script
const SLOW_SCRIPT = 10_000; // milliseconds after which an unanswered one is given up
const FAILURES = 2; // connections in a row that fail before the script is asked
const TICK = 500;

let place = null; // {room, device, key, language}: where this tab sits
let way = {}; // {address, ask}: of the websocket, and through the script
let socket = null;
let seated = false; // whether the room has let us in on this connection
let failures = 0;
let parts = {}; // of the view, as they came
let view = null;
let said = ""; // why there is no view, or no connection
let waits = ""; // that others are to try their codes first
let connected = false;
let receivedAt = 0;
let expectsSince = Infinity; // when the first message was sent to which nothing has come yet
let askedAt = -Infinity; // of the script; Infinity once it has answered
let askedFor = null; // the place that it was asked for, while there is no answer
let number = 0;
const waiting = new Map(); // messages by number: {message, resolve, reject, sentAt, times}
const listeners = new Set();
let ticking = null;
let again = null;

// Sit down in a room, or stay there. address: of the websocket, empty if it is not served. ask(message): hands a message
// to the page's script, and promises its answer.
export function enter({ room, device, key = "", language, address, ask }) {
  const before = place;
  place = { room, device, key, language };
  way = { address, ask };
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
  if (socket?.readyState === WebSocket.OPEN) hello();
  else connect();
  tick();
}

// Leave the room.
export function leave() {
  lose();
  place = view = null;
  clearInterval(ticking);
  ticking = null;
  drop();
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
  const n = ++number;
  const about = { number: view?.number, round: view?.round };
  return new Promise((resolve, reject) => {
    waiting.set(n, { message: { n, ...about, ...message }, resolve, reject, sentAt: -Infinity, times: 0 });
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

function connect() {
  drop();
  if (!place || !way.address) return;
  const mine = (socket = new WebSocket(way.address));
  mine.onopen = () => mine === socket && hello();
  mine.onmessage = ({ data }) => mine === socket && received(JSON.parse(data));
  mine.onclose = ({ code }) => mine === socket && closed(code);
}

function drop() {
  clearTimeout(again);
  const old = socket;
  socket = null;
  seated = false;
  expectsSince = Infinity;
  old?.close();
}

function closed(code) {
  drop();
  waits = "";
  failures += 1;
  if (connected && !byScript()) {
    connected = false;
    tell();
  }
  if (code === ENOUGH) return; // until somebody looks at this tab
  const wait = Math.min(LONGEST_AGAIN, AGAIN * 2 ** (failures - 1));
  again = setTimeout(connect, wait * (0.5 + Math.random() / 2)); // not all phones at once
}

function hello() {
  seated = false;
  put(place);
}

function put(message) {
  expectsSince = Math.min(expectsSince, performance.now());
  socket.send(JSON.stringify(message));
}

function received(message) {
  receivedAt = performance.now();
  expectsSince = Infinity;
  if (message.view) {
    if (message.whole) parts = {};
    Object.assign(parts, message.view);
    for (const name of message.gone ?? []) delete parts[name];
    const begins = !seated;
    seated = connected = true;
    failures = 0;
    view = whole(parts);
    said = waits = "";
    if (begins) for (const each of waiting.values()) each.sentAt = -Infinity; // at once
    tell();
    tick();
  } else if ("said" in message) {
    said = message.said;
    tell();
  } else if ("waiting" in message) {
    failures = 0;
    [said, waits, connected] = ["", message.waiting, true];
    expectsSince = receivedAt; // it says so again, or lets us in
    tell();
  }
  if ("done" in message) settle(message.done);
  if ("refused" in message) message.n ? settle(message.n, message.refused) : notLetIn(message.refused);
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
  const known = times > 1 && !["answer", "enter"].includes(message.do);
  if (sentence && !known) reject(new Error(sentence));
  else resolve();
}

// What is due: messages that nobody has acknowledged, a look whether anybody is there, and the way through the script.
function tick() {
  const now = performance.now();
  if (!place) return;
  if (socket?.readyState === WebSocket.OPEN && now - expectsSince > (waits ? SILENCE : GONE)) {
    closed(); // it is open in name only
  } else if (seated) {
    for (const each of waiting.values()) if (now - each.sentAt > PATIENCE) give(each, now);
    if (now - receivedAt > SILENCE && expectsSince === Infinity) look();
  } else if (byScript() && !refused()) {
    askScript(now);
  }
}

function give(each, now) {
  each.sentAt = now;
  each.times += 1;
  put(each.message);
}

function look() {
  put({ n: ++number, do: "look" });
}

// The script

const byScript = () => Boolean(way.ask) && !seated && (!way.address || failures >= FAILURES);

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

// A phone that was locked, or out of reach, comes back.
function back() {
  if (!place || document.visibilityState === "hidden" || refused()) return;
  failures = Math.min(failures, FAILURES);
  if (socket?.readyState !== WebSocket.OPEN) connect();
  else if (seated) look();
}
addEventListener("online", back);
addEventListener("pageshow", back);
document.addEventListener("visibilitychange", back);

// The tab's connection to the server: one websocket, on which all parts of a page have their messages.
//
// A message is for a part of the server, and has a number. Its answer comes once: null if it was not taken, or if the
// connection ended before; then it can go by the page's script, or be sent again (playground/ui/web/socket.py).

const AGAIN = 250; // milliseconds before reconnecting, doubled each time
const LONGEST_AGAIN = 5000;
const SILENCE = 15_000; // milliseconds without a word after which it is looked whether anybody is there
const PATIENCE = 3000; // the same if something was asked; and then until the connection is given up
const TICK = 500;
const ENOUGH = 1008; // the code with which the server closes a connection because this browser has others
const LATER = 1013; // and the one because it can do no more for now
const MOST_LETTERS = 20_000; // of a message, as the server allows

let socket = null;
let again = null; // the timer until it is opened again
let ticking = null;
let failures = 0; // connections in a row on which nothing was heard
let number = 0; // of the last message
let quietSince = 0; // when something was last heard, or asked after all was answered
let lookedAt = null; // when it was asked whether anybody is there, until something is heard
const parts = new Map(); // those of the page that take part, by the names that messages are sent to
const unanswered = new Map(); // by number, what to call with the answers

export const failed = () => failures;
export const isOpen = () => socket?.readyState === WebSocket.OPEN;

// The number of the next message, above this one.
export const numbered = (least = 0) => (number = Math.max(number, least) + 1);

// Have a part of the page take part. Of these functions it may have some: opened() is called now, if there is a connection,
// and with every new one; closed() when it ends, heard(message) with what the server says without being asked.
export function join(to, part) {
  parts.set(to, part);
  ticking ??= setInterval(tick, TICK);
  if (isOpen()) part.opened();
  else if (!socket) connect();
}

// Send a message; its answer is given to heard.
export function ask(to, message, heard = () => {}, n = numbered()) {
  const text = JSON.stringify({ n, to, ...message });
  if (!isOpen() || text.length > MOST_LETTERS) return heard(null);
  if (!unanswered.size) quietSince = performance.now();
  unanswered.set(n, [...(unanswered.get(n) ?? []), heard]); // asked twice, it is answered twice
  socket.send(text);
}

function connect() {
  clearTimeout(again);
  const old = socket; // perhaps closed already, which has yet to be said
  socket = null;
  old?.close();
  if (old) ended();
  const mine = (socket = new WebSocket(new URL("./socket", document.baseURI).href.replace(/^http/, "ws")));
  quietSince = performance.now();
  mine.onopen = () => parts.forEach((part) => part.opened());
  mine.onmessage = ({ data }) => mine === socket && received(JSON.parse(data));
  mine.onclose = ({ code }) => mine === socket && closed(code);
}

function received({ n, to, answer, ...message }) {
  [failures, lookedAt, quietSince] = [0, null, performance.now()];
  if (to) return parts.get(to)?.heard(message);
  const [heard, ...others] = unanswered.get(n) ?? [];
  if (others.length) unanswered.set(n, others);
  else unanswered.delete(n);
  heard?.(answer);
}

function closed(code) {
  const old = socket;
  [socket, lookedAt, failures] = [null, null, failures + 1];
  old.close();
  const wait = code === LATER ? LONGEST_AGAIN : Math.min(LONGEST_AGAIN, AGAIN * 2 ** (failures - 1));
  if (code !== ENOUGH) again = setTimeout(connect, wait * (0.5 + Math.random() / 2)); // not all pages at once
  ended();
}

// A connection is no more: parts are told, and whoever has no answer gets none on it.
function ended() {
  const without = [...unanswered.values()].flat();
  unanswered.clear();
  parts.forEach((part) => part.closed?.());
  without.forEach((heard) => heard(null));
}

function look() {
  lookedAt = performance.now();
  ask("", {});
}

function tick() {
  const now = performance.now();
  if (!isOpen()) return;
  if (lookedAt !== null) now - lookedAt > PATIENCE && closed(); // it is open in name only
  else if (now - quietSince > (unanswered.size ? PATIENCE : SILENCE)) look();
}

// A phone that was locked, or out of reach, comes back; so does a tab of many that somebody looks at.
function back() {
  if (!parts.size || document.visibilityState === "hidden") return;
  if (isOpen()) look();
  else connect();
}
addEventListener("online", back);
addEventListener("pageshow", back);
document.addEventListener("visibilitychange", back);

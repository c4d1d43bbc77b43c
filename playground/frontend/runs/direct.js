// The direct route to the server: a websocket of the tab, for requests that need no script run.
//
// Requests are answered in order, with null if one is for the script (playground/ui/web/direct.py).

const AGAIN = 2000; // milliseconds before reconnecting
const MOST_LETTERS = 20_000; // of a request, as the server allows

let socket = null;
let here = null; // this page's player, to let the server know that the page is open
const waiting = []; // callbacks of unanswered requests, in order

// Whether the websocket can be used now; if not, it is opened for the next time.
export function ready(address) {
  if (!socket) connect(address);
  return socket.readyState === WebSocket.OPEN;
}

// Send a request, and call answered(data) with the answer, or with null.
export function ask(question, answered) {
  const text = JSON.stringify(question);
  if (text.length > MOST_LETTERS) return answered(null);
  waiting.push(answered);
  socket.send(text);
}

// Tell the server which player this page shows, now and on every new connection.
export function look(player, address) {
  if (player === here) return;
  here = player;
  if (ready(address)) ask({ player, command: null }, () => {});
}

function connect(address) {
  socket = new WebSocket(address);
  socket.onopen = () => here && ask({ player: here, command: null }, () => {});
  socket.onmessage = ({ data }) => waiting.shift()(JSON.parse(data));
  // Reconnect soon, so that the server knows who is still there.
  socket.onclose = () => {
    setTimeout(() => connect(address), AGAIN);
    waiting.splice(0).forEach((answered) => answered(null));
  };
}

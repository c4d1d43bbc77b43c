// The short way to the server: a websocket of the tab for what needs no run of the page's script.
//
// Each question is answered in its turn, with null if it is one for the script (playground/ui/web/direct.py).

const AGAIN = 2000; // milliseconds from a connection that ended to the next
const MOST_LETTERS = 20_000; // of a question that the server reads

let socket = null;
let here = null; // the player of this page, so that the server knows that somebody is there
const waiting = []; // who waits for an answer, in order

// Whether it can be used now; if not, it is opened for the next time.
export function ready(address) {
  if (!socket) connect(address);
  return socket.readyState === WebSocket.OPEN;
}

// Ask, and call answered(data) with what comes, or with null.
export function ask(question, answered) {
  const text = JSON.stringify(question);
  if (text.length > MOST_LETTERS) return answered(null);
  waiting.push(answered);
  socket.send(text);
}

// Say which player this page looks at, whenever a connection begins, and now.
export function look(player, address) {
  if (player === here) return;
  here = player;
  if (ready(address)) ask({ player, command: null }, () => {});
}

function connect(address) {
  socket = new WebSocket(address);
  socket.onopen = () => here && ask({ player: here, command: null }, () => {});
  socket.onmessage = ({ data }) => waiting.shift()(JSON.parse(data));
  // Again soon, so that a server knows who is still there.
  socket.onclose = () => {
    setTimeout(() => connect(address), AGAIN);
    waiting.splice(0).forEach((answered) => answered(null));
  };
}

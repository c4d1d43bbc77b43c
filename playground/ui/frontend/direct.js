// The short way to the server: a websocket of the tab for questions that need no run of the page's script.
//
// Each question is answered in its turn, with null if it is one for the script (playground/ui/direct.py).

const AGAIN = 10000; // milliseconds from a connection that ended to the next

let socket = null;
let notBefore = 0;
const waiting = []; // who waits for an answer, in order

// Whether it can be used now; if not, it is opened for the next time.
export function ready(address) {
  if (!socket && performance.now() >= notBefore) connect(address);
  return socket?.readyState === WebSocket.OPEN;
}

// Ask, and call answered(data) with what comes, or with null.
export function ask(question, answered) {
  waiting.push(answered);
  socket.send(JSON.stringify(question));
}

function connect(address) {
  socket = new WebSocket(address);
  socket.onmessage = ({ data }) => waiting.shift()(JSON.parse(data));
  socket.onclose = () => {
    socket = null;
    notBefore = performance.now() + AGAIN;
    waiting.splice(0).forEach((answered) => answered(null));
  };
}

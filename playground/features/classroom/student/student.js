// The component of a student's page: joins what is on the page (student_page.js) with the room (room.js).

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../../../frontend/basics/elements.js${search}`);
const { recall, remember } = await import(`../../../frontend/device/memory.js${search}`);
const connection = await import(`../process/room.js${search}`);
const { StudentPage } = await import(`./student_page.js${search}`);
const { speak } = await import(`../../../frontend/basics/words.js${search}`);

const LEAD = "class-lead"; // key in the tab's storage, see ofTeacher
const DEVICE = "room-device"; // key in the browser's storage: the random name of this device, which a room counts once

let name = null;
function device() {
  return (name ??= recalled());
}

// The same in every tab; where storage is refused, of this tab.
function recalled() {
  try {
    const kept = localStorage.getItem(DEVICE);
    if (/^[0-9a-f]{32}$/.test(kept ?? "")) return kept;
    const made = randomName();
    localStorage.setItem(DEVICE, made);
    return made;
  } catch {
    const made = recall(DEVICE) ?? randomName();
    remember(DEVICE, made);
    return made;
  }
}

// crypto.randomUUID needs https, which a classroom's own network may lack.
function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The way by the script, where the websocket is not served: a message is a trigger of the component, and the answer comes
// with its next data.
let trigger = null;
let asked = 0;
const unanswered = new Map(); // number of a message → function to call with its answer

function ask(message) {
  trigger("room", { number: ++asked, message });
  return new Promise((answered) => unanswered.set(asked, answered));
}

function received(answer) {
  unanswered.get(answer?.number)?.(answer.answer);
  unanswered.delete(answer?.number);
}

const pages = new WeakMap(); // parent element → its page

// When Streamlit has lost its server, it covers the page with a notice until that is closed, or the server is back. This
// page has a connection of its own, says itself when that is lost, and takes answers meanwhile. student.css hides the notice.
function uncover() {
  const cut = document.querySelector("[data-test-connection-state]")?.dataset.testConnectionState !== "CONNECTED";
  if (cut && document.querySelector(".student")) document.querySelector("[data-testid=stDialog] button")?.click();
}
new MutationObserver(uncover).observe(document.body, { childList: true });

let styled = false;
function style(stylesheets) {
  if (!styled) for (const href of stylesheets) Object.assign(element("link", "", document.head), { rel: "stylesheet", href });
  styled = true;
}

export default function ({ data, parentElement, setTriggerValue }, ...stylesheets) {
  style(stylesheets);
  speak(data.speech);
  trigger = setTriggerValue;
  received(data.answer);
  if (!pages.has(parentElement)) pages.set(parentElement, begun(parentElement, data));
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    pages.get(parentElement)?.close();
    pages.delete(parentElement);
  };
}

// What opens the room to its teacher: from the link, out of whose address it is taken, or from before a reload.
function ofTeacher(lead) {
  if (!lead) return recall(LEAD) ?? "";
  const address = new URL(location.href);
  address.searchParams.delete("room");
  history.replaceState(history.state, "", address);
  remember(LEAD, lead);
  return lead;
}

function begun(parent, { code: given, lead, language, served, along, languages }) {
  const opens = ofTeacher(lead);
  const [of, secret] = opens.split(".");
  const code = (lead ? of : given) || of;
  const root = new URL(".", document.baseURI).href;
  const enter = (room) => {
    const leads = of && room === of;
    connection.enter({ room, device: device(), key: leads ? secret : "", own: leads, language, served, ask });
  };
  const page = new StudentPage(parent, { root, enter, send: connection.send, along, languages, opens });
  page.begin(code);
  page.leave = connection.follow((view, { connected, said, waits }) => page.hear(view, connected, said, waits));
  return page;
}

// Has this device remember what opens the room of a tab that lectures, and offers it in a tab that has none: the first one
// may have been closed. See lecture.py.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { say } = await import(`../../../frontend/basics/words.js${search}`);
const { note, noted } = await import(`../../../frontend/device/device.js${search}`);
const { inTab } = await import(`../../../frontend/device/tab_memory.js${search}`);

let here = ""; // what opens the room of this tab
let show = () => {};

// begun: nobody who lectures needs doors.
const keep = (opens) => note({ begun: true, room: { opens, at: Date.now() } });
const kept = () => noted().room?.opens;

addEventListener("pagehide", () => here && kept() === here && keep(here)); // unless it was forgotten meanwhile
addEventListener("storage", () => show()); // another tab has ended it

// opens: what opens this tab's room; left: what opened the last one that it has left; seconds: how long a room lasts
// unused; back: the words of the button, empty if nothing is to be offered.
export default function ({ data: { opens, left, seconds, back }, parentElement, setTriggerValue }) {
  if (opens && (opens !== here || kept() === opens)) keep(opens);
  here = opens;
  const { room: last } = noted();
  if (last && (last.opens === left || Date.now() - last.at > 1000 * seconds)) note({ room: undefined });
  show = () => {
    const { room } = noted();
    const button = parentElement.querySelector("button");
    if (!room || !back || opens || inTab("room")) return button?.remove();
    const made = button ?? Object.assign(element("button", "run-button", parentElement), { type: "button" });
    setText(made, say(back, { code: room.opens.split(".")[0] }));
    made.onclick = () => setTriggerValue("back", room.opens);
  };
  show();
}

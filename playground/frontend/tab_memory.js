// Has the tab remember what the page's address may lack, such as many points of a visitor's own, and gives it back to
// the server after a reload, or after a restart of the server (playground/ui/belongings/tab_memory.py).

const { search } = new URL(import.meta.url); // of the same version
const { arrived, recall, remember } = await import(`./memory.js${search}`);

const KEY = "belongings"; // key in the tab's storage: values by the name of their part of the address
const PATIENCE = 3000; // milliseconds until what was given back is given back once more: a busy page may lose it

const last = recall(KEY) ?? {};
// From before the reload; what has been given back is removed. A lecturer keeps the class, and the lesson collected so
// far, whatever link they open.
let before = arrived ? { room: last.room, my_lesson: last.my_lesson } : last;
const kept = { ...before };
let served; // by this session
let again;

export default function ({ data: { parts, session }, setTriggerValue }) {
  clearTimeout(again);
  // Of a restarted server. The settings are the page's, where they may have been changed meanwhile.
  if (served && session !== served) before = Object.fromEntries(Object.entries(kept).filter(([name]) => !name.endsWith("settings")));
  const back = {};
  for (const [name, value] of Object.entries(parts)) {
    const linked = arrived && !served && value; // the lecturer's own link, to another room
    if (before[name] && !linked && JSON.stringify(before[name]) !== JSON.stringify(value)) back[name] = before[name];
    else kept[name] = value;
    delete before[name];
  }
  served = session;
  if (Object.keys(back).length) {
    setTriggerValue("back", back);
    again = setTimeout(() => setTriggerValue("back", back), PATIENCE);
  } else remember(KEY, kept);
}

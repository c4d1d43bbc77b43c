// Has the tab remember what the page's address may lack, such as many points of a visitor's own, and gives it back to
// the server after a reload, or after a restart of the server (playground/ui/belongings/tab_memory.py).

const { search } = new URL(import.meta.url); // of the same version
const { arrived, recall, remember } = await import(`./memory.js${search}`);

const KEY = "belongings"; // key in the tab's storage: values by the name of their part of the address
const PATIENCE = 3000; // milliseconds until what was given back is given back once more: a busy page may lose it

const last = recall(KEY) ?? {};
// From before the reload; what the server has got back is removed. A class stays with its lecturer, whatever link they
// open.
let before = arrived ? { room: last.room } : last;
const kept = { ...before };
let served; // by this session
let heard; // how often it has said that it got something back
let given = new Set(); // the names of what it was given and has not said that it got
let again;

export default function ({ data: { backs, parts, session }, setTriggerValue }) {
  clearTimeout(again);
  if (session !== served) {
    // Of a restarted server. The settings are the page's, where they may have been changed meanwhile.
    if (served) before = Object.fromEntries(Object.entries(kept).filter(([name]) => !name.endsWith("settings")));
    given = new Set();
  }
  const back = {};
  for (const [name, value] of Object.entries(parts)) {
    const linked = arrived && !served && value; // the lecturer's own link, to another room
    const got = given.has(name) && backs !== heard; // also what it could not use
    if (before[name] && !linked && !got && JSON.stringify(before[name]) !== JSON.stringify(value)) {
      back[name] = before[name];
      continue;
    }
    kept[name] = value;
    delete before[name];
    given.delete(name);
  }
  [served, heard] = [session, backs];
  const give = () => {
    setTriggerValue("back", back);
    again = setTimeout(give, PATIENCE);
  };
  const names = Object.keys(back);
  if (names.some((name) => !given.has(name))) give();
  else if (names.length) again = setTimeout(give, PATIENCE); // drawn for another reason: it may be on its way
  names.forEach((name) => given.add(name));
  remember(KEY, kept);
}

// Has the tab remember what the page's address may lack, such as many points of a visitor's own, and gives it back to
// the server after a reload, or after a restart of the server (playground/ui/settings/tab_memory.py).

const { search } = new URL(import.meta.url); // of the same version
const { arrived, recall, remember } = await import(`./memory.js${search}`);

const KEY = "belongings"; // key in the tab's storage: values by the name of their part of the address
const PATIENCE = 3000; // milliseconds until what was given back is given back once more: a busy page may lose it

const last = recall(KEY) ?? {};
let before, kept; // from before the reload, without what the server has taken; what is remembered
let served; // by this session
let given = ""; // in JSON, what is being given back
let giving;

// What the tab remembers of a part, perhaps before this session has taken it back.
export const inTab = (name) => (kept ?? last)[name];

// taken: what this session has taken back. Until then its values say nothing: they may have been on their way already.
// stay: the parts that are the visitor's own, whatever link they open.
export default function ({ data: { parts, taken, stay, session }, parentElement, setTriggerValue }) {
  before ??= arrived ? Object.fromEntries(stay.map((name) => [name, last[name]])) : last;
  kept ??= { ...before };
  // Of a restarted server. The settings are the page's, where they may have been changed meanwhile.
  if (served && session !== served) {
    before = Object.fromEntries(Object.entries(kept).filter(([name]) => !name.endsWith("settings")));
    given = "";
  }
  const back = {};
  for (const [name, value] of Object.entries(parts)) {
    const linked = arrived && !served && value; // the lecturer's own link, to another room
    if (taken.includes(name) || linked || JSON.stringify(before[name]) === JSON.stringify(value)) delete before[name];
    if (before[name]) back[name] = before[name];
    else kept[name] = value;
  }
  served = session;
  const all = Object.keys(back).length ? JSON.stringify(back) : "";
  if (!all) remember(KEY, kept);
  if (all !== given) {
    clearInterval(giving);
    const give = () => setTriggerValue("back", back);
    if (all) give();
    giving = all ? setInterval(give, PATIENCE) : undefined;
    given = all;
  }
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    clearInterval(giving);
    given = "";
  };
}

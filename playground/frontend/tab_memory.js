// Has the tab remember what the page's address may lack, such as many points of a visitor's own, and gives it back to
// the server after a reload (playground/ui/belongings/tab_memory.py).

const { search } = new URL(import.meta.url); // of the same version
const { arrived, recall, remember } = await import(`./memory.js${search}`);

const KEY = "belongings"; // key in the tab's storage: values by the name of their part of the address

const before = (!arrived && recall(KEY)) || {}; // from before the reload; what has been given back is removed
const kept = { ...before };

export default function ({ data: { parts }, setTriggerValue }) {
  const back = {};
  for (const [name, value] of Object.entries(parts)) {
    if (before[name] && JSON.stringify(before[name]) !== JSON.stringify(value)) back[name] = before[name];
    else kept[name] = value;
    delete before[name];
  }
  if (Object.keys(back).length) setTriggerValue("back", back);
  else remember(KEY, kept);
}

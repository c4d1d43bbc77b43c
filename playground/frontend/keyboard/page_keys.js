// The keys that every page has; playground/ui/components/keys.py has their texts.

const { search } = new URL(import.meta.url); // of the same version
const { KeyList } = await import(`./keys_list.js${search}`);
await import(`./focus.js${search}`);

const lists = new WeakMap(); // parent element → its list

export default function ({ data, parentElement }) {
  if (lists.has(parentElement)) lists.get(parentElement).receive(data);
  else lists.set(parentElement, new KeyList(parentElement, data));
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    lists.get(parentElement)?.close();
    lists.delete(parentElement);
  };
}

// The sound of a page: its key, its switch in the list of keys, and what is heard of the runs on it.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { sonify } = await import(`./sonification.js${search}`);
const { addSound } = await import(`./sound_key.js${search}`);

add({ shown: sonify });

const sounds = new WeakMap(); // parent element → what ends its key

export default function ({ data, parentElement }) {
  sounds.get(parentElement)?.();
  sounds.set(parentElement, addSound(parentElement, data));
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    sounds.get(parentElement)?.();
    sounds.delete(parentElement);
  };
}

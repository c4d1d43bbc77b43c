// Saves a file from the server on the visitor's machine, once: a component mounted again is recognised by its id.

const KEPT = 60_000; // milliseconds before the blob is released: some browsers first ask where to save it

const saved = new Set();

export default function save({ data: { id, name, type, content }, parentElement }) {
  if (saved.has(id)) return;
  saved.add(id);
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const href = URL.createObjectURL(new Blob([bytes], { type }));
  const link = Object.assign(document.createElement("a"), { href, download: name });
  parentElement.append(link); // inside the popover, which a click elsewhere would close
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), KEPT);
}

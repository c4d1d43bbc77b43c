// Saves what the server has made as a file on the visitor's machine, once: what is put back on the page is known by its id.

const KEPT = 60_000; // milliseconds until the file is let go: some browsers ask first where to put it

const saved = new Set();

export default function save({ data: { id, name, type, content }, parentElement }) {
  if (saved.has(id)) return;
  saved.add(id);
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const href = URL.createObjectURL(new Blob([bytes], { type }));
  const link = Object.assign(document.createElement("a"), { href, download: name });
  parentElement.append(link); // not elsewhere: a click outside would close the popover
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), KEPT);
}

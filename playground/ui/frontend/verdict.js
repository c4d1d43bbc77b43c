// What is said of a visitor's answer. The line stays mounted, as only what changes in it is announced.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`./parts.js${search}`);

const lines = new WeakMap(); // parent element → its line

export default function ({ data, parentElement }) {
  if (!lines.has(parentElement)) {
    lines.set(parentElement, element("p", "run-comment", parentElement));
    lines.get(parentElement).setAttribute("role", "status");
  }
  const line = lines.get(parentElement);
  if (line.said !== data.said) line.innerHTML = line.said = data.said;
}

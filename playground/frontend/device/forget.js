// The button in the menu that has this device forget what it remembers.

const { search } = new URL(import.meta.url); // of the same version
const { forget } = await import(`./device.js${search}`);
const { element } = await import(`../basics/parts.js${search}`);
const { mark } = await import(`./way.js${search}`);

export default function ({ data, parentElement }) {
  const said = JSON.stringify(data);
  if (parentElement.said === said) return;
  parentElement.said = said;
  parentElement.replaceChildren();
  const button = Object.assign(element("button", "quiet-button", parentElement), { type: "button", textContent: data.forget, title: data.what });
  const done = Object.assign(element("small", "", parentElement), { role: "status" });
  button.addEventListener("click", () => {
    forget();
    mark();
    done.textContent = ` ${data.forgotten}`;
  });
}

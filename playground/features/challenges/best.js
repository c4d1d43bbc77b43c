// What a check of a challenge came to, and the best score that this device has seen, with the link to its settings.

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`../../frontend/device/device.js${search}`);
const { element } = await import(`../../frontend/basics/parts.js${search}`);

export default function ({ data, parentElement }) {
  const said = JSON.stringify(data);
  if (parentElement.said === said) return;
  parentElement.said = said;
  const { challenge, score, written, least, link, unit } = data;
  const { best = {} } = noted(); // by challenge: {score, written, link}
  const before = best[challenge];
  const better = score !== null && (!before || (least ? score < before.score : score > before.score));
  const now = better ? { score, written, link } : before;
  if (better) note({ best: { ...best, [challenge]: now } });
  const line = parentElement.querySelector("p") ?? element("p", "small-line", parentElement);
  line.setAttribute("role", "status");
  line.replaceChildren(data.said);
  if (!data.said) element("strong", "", line).textContent = data.name;
  if (!now) return;
  line.append(` ${data.best} `);
  const address = Object.assign(element("a", "", line), { href: `${new URL(".", document.baseURI)}?${[now.link, data.along].filter(Boolean).join("&")}` });
  address.textContent = unit.replace("{score}", now.written);
}

// The comment on the runs: what to look at while they play, and how they turned out. The server sends it as HTML,
// rendered from its own Markdown (playground/ui/components/live_chart.py).

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`./parts.js${search}`);
const { follow } = await import(`./run_parts.js${search}`);

const lines = new WeakMap(); // parent element → its line, and the function that stops updating it

export default function ({ data: { runs }, parentElement }) {
  if (!lines.has(parentElement)) {
    const line = element("p", "run-comment", parentElement);
    line.setAttribute("aria-live", "polite");
    const end = follow(runs, (player) => {
      if (!player) return;
      const { said } = player;
      if (said !== undefined && line.said !== said) line.innerHTML = line.said = said;
    });
    lines.set(parentElement, { line, end });
  }
  return () => {
    if (parentElement.isConnected || !lines.has(parentElement)) return; // overtaken by a newer update
    const { line, end } = lines.get(parentElement);
    end();
    line.remove();
    lines.delete(parentElement);
  };
}

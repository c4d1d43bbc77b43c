const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`./elements.js${search}`);

// The bar of a scale, with the numbers at its beginning, its middle and its end.
export function scaleBar(parent, colours, ends) {
  const bar = element("span", "small-scale", parent);
  Object.assign(bar.style, { display: "inline-grid", gridTemplateColumns: "1fr auto 1fr", width: "11rem", maxWidth: "100%", fontSize: "0.75rem" });
  const strip = element("span", "", bar);
  Object.assign(strip.style, { gridColumn: "1 / -1", height: "0.5rem", background: `linear-gradient(to right, ${colours.join()})`, printColorAdjust: "exact" });
  ends.forEach((text, i) => {
    const end = element("span", "", bar);
    end.style.textAlign = ["start", "center", "end"][i];
    end.textContent = text;
  });
}

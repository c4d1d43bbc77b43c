// What is wrong with the texts inside `within`, a line each: cut off by an element around them, wider than the box that
// they are typed into or than their button, or on top of each other.
// An element that `scrolls` matches may hide what can be scrolled to.
({ within, scrolls }) => {
  // Where the letters of each line are, without the room above and below them.
  const linesOf = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()]
      .filter(({ width, height }) => width && height)
      .map(({ left, top, right, bottom, height }) => ({ left, top: top + 0.2 * height, right, bottom: bottom - 0.2 * height }));
  };
  const isForScreenReaders = (part) => {
    const { clipPath, position } = getComputedStyle(part);
    return clipPath !== "none" || (position === "absolute" && part.offsetWidth <= 1);
  };
  // What elements around it leave of a line, and by how many pixels they cut it.
  const seen = (line, around) => {
    const rest = { ...line };
    for (const part of around) {
      const { overflowX, overflowY } = getComputedStyle(part);
      const { left, top } = part.getBoundingClientRect();
      const [x, y] = [left + part.clientLeft, top + part.clientTop];
      if (overflowX !== "visible") Object.assign(rest, { left: Math.max(rest.left, x), right: Math.min(rest.right, x + part.clientWidth) });
      if (overflowY !== "visible") Object.assign(rest, { top: Math.max(rest.top, y), bottom: Math.min(rest.bottom, y + part.clientHeight) });
    }
    const cut = Math.max(rest.left - line.left, rest.top - line.top, line.right - rest.right, line.bottom - rest.bottom);
    return { ...rest, cut };
  };
  const meet = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2;

  const texts = [];
  for (const root of document.querySelectorAll(within)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (parent.closest(".katex, [data-testid=stIconMaterial]")) continue; // accents on letters; names of icons
      const around = [];
      for (let part = parent; part && part !== document.body; part = part.parentElement) around.push(part);
      if (around.some(isForScreenReaders)) continue;
      const hiding = around.filter((part) => part instanceof HTMLElement && part.clientWidth);
      const scrolling = hiding.map((part, i) => (part.matches(scrolls) ? i : null)).filter((i) => i !== null);
      const [cutting, covering] = [hiding.slice(0, scrolling[0]), hiding.slice(0, scrolling.at(-1))]; // the last is the page
      const lines = linesOf(node).map((line) => ({ ...seen(line, covering), cut: seen(line, cutting).cut }));
      texts.push({ words: `“${node.data.trim().slice(0, 60)}”`, lines, button: parent.closest("button")?.getBoundingClientRect() });
    }
  }
  const cut = texts
    .map(({ words, lines }) => [words, Math.max(...lines.map((line) => line.cut))])
    .filter(([, by]) => by > 2)
    .map(([words, by]) => `${words} is cut off by ${Math.round(by)} pixels`);
  const typed = [...document.querySelectorAll(within)]
    .flatMap((root) => [...root.querySelectorAll("input:not([type=range], [type=file], [type=checkbox], [type=radio])")])
    .filter((input) => input.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && input.clientWidth > 1)
    .filter((input) => input.scrollWidth > input.clientWidth + 2)
    .map((input) => `“${input.value}” is wider than its box`);
  const crossing = texts
    .filter(({ lines, button }) => button && lines.some(({ left, right }) => left < button.left + 2 || right > button.right - 2))
    .map(({ words }) => `${words} reaches the edge of its button`);
  const covered = texts.flatMap((one, i) =>
    texts
      .slice(0, i)
      .filter((other) => one.lines.some((line) => other.lines.some((second) => meet(line, second))))
      .map((other) => `${one.words} is on top of ${other.words}`),
  );
  return [...cut, ...typed, ...crossing, ...covered];
}

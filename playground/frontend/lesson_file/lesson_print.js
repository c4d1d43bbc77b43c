// A lesson on paper: of each chapter the question with room for an answer, and on the next page what comes of it.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../basics/elements.js${search}`);
const { roomToDraw } = await import(`../chart/fitting.js${search}`);
const { Figure, drawWaiting } = await import(`../small_figure/figure.js${search}`);
const { LETTERS } = await import(`./lesson_player.js${search}`);
const { screenIn, showOn } = await import(`./lesson_screen.js${search}`);
const { marked } = await import(`../basics/emphasis.js${search}`);
const { say, sentences } = await import(`../basics/words.js${search}`);

// chapters: pairs of a recording, null while it is being unpacked, and its texts. code: of the language. Returns what is on
// the paper, which is to be closed after printing.
export function handout(parent, title, chapters, code) {
  const root = element("div", "paper lesson-handout", parent);
  const charts = chapters.flatMap(([recording, texts], number) => {
    const asked = page(root, title, texts, number, chapters.length);
    const list = element("ul", "", asked);
    texts.claims.forEach((text, place) => (element("li", "", list).textContent = `☐ ${LETTERS[place]} · ${text}`));
    const source = recording?.in(code);
    const empty = source ? emptyAxes(asked, source) : [];
    const answered = page(root, title, texts, number, chapters.length);
    if (!recording) {
      element("p", "lesson-missing", answered).textContent = say("This chapter was still being unpacked. Print once more: then its answer and its pictures are here.");
      return [];
    }
    const { last, at, true: right } = recording;
    if (right[last] !== null) element("p", "lesson-true", answered).textContent = `${LETTERS[right[last]]} · ${texts.claims[right[last]]}`;
    const words = element("p", "", answered);
    const screen = screenIn(answered);
    screen.isPaper = true;
    const { done, sentence, details } = showOn(screen, source, last, { reached: at[last], arrangement: "paper" });
    marked(words, sentences(done, sentence, details));
    return [...empty, screen];
  });
  drawWaiting(); // now, as nothing on paper can wait
  for (const { charts: drawn } of charts) drawn?.forEach(({ pattern }) => pattern?.read());
  return {
    close() {
      charts.forEach((each) => each.close());
      root.remove();
    },
  };
}

// To draw on, if the page has a chart of costs, or of what a sweep comes to, which asks where its marks will be.
function emptyAxes(parent, source) {
  const { recording, layout } = source;
  const { charts: [names], first = names, last } = recording;
  const place = recording.counts ? Object.values(first)[0] : first.cost;
  if (place === undefined) return [];
  const { data, layout: drawn } = JSON.parse(source.figure(place).json);
  if (!recording.counts) {
    element("p", "", parent).textContent = say("Draw the curve that you expect");
    const costs = source.frame(last).traces.cost.map(({ y }, i) => [...(source.history.cost.y[i] ?? []), ...y]);
    Object.entries(roomToDraw(drawn, recording.span, costs)).forEach(([axis, range]) => (drawn[axis].range = range));
    for (const trace of data) trace.opacity = 0;
  }
  const figure = new Figure(element("div", "lesson-axes", parent));
  const label = recording.counts ? say("Chart: {title}", { title: layout.panels[0].title }) : say("Empty axes: cost over iterations");
  figure.show({ data, layout: drawn }, label);
  return [figure];
}

function page(parent, title, { name, question, note }, number, all) {
  const root = element("section", "", parent);
  const place = all > 1 ? `${number + 1} / ${all}` : "";
  element("p", "", root).textContent = [title, name, place].filter(Boolean).join(" · ");
  element("h2", "", root).textContent = question;
  if (note) element("p", "", root).textContent = note;
  return root;
}

// A page on paper: what its charts show at the moment is drawn once more for it, in black on white and as wide as a sheet.
//
// Of a run there is room to draw the cost curve, and what has come of it is on the next sheet. page.css and live_chart.css
// say what else of the page is printed. The browser prints as soon as its event is over, so nothing here may wait.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../basics/parts.js${search}`);
const { withRoom } = await import(`../chart/fitting.js${search}`);
const { flat } = await import(`../chart/flat.js${search}`);
const { everyPlayer } = await import(`../runs/run_parts.js${search}`);
const { Screen } = await import(`../chart/screen.js${search}`);
const { Figure, drawWaiting } = await import(`../small_figure/figure.js${search}`);
const { counted, say } = await import(`../basics/words.js${search}`);

class Paper {
  constructor(player) {
    const { screen, span } = player;
    this.root = element("div", "paper", screen.root.parentElement);
    if (span && screen.charts.has("cost")) this.axes = axesIn(this.root, player);
    const shown = element("section", "", this.root);
    const said = screen.root === document.querySelector(".live") ? document.querySelector(".run-comment") : null;
    if (span || said?.textContent) answerIn(shown, player, said);
    this.screen = copied(screen, shown);
  }

  close() {
    this.axes?.close();
    this.screen.close();
    this.root.remove();
  }
}

function axesIn(parent, { span, screen: { curves, start, figures } }) {
  const root = element("section", "paper-axes", parent);
  element("p", "", root).textContent = say("Draw the curve that you expect");
  const chart = new Figure(root);
  const { margin, xaxis, yaxis } = figures.cost.layout;
  const layout = withRoom({ margin, xaxis, yaxis }, span, [[curves.cost?.y[0]?.[0] || start]]);
  chart.show({ data: [], layout }, say("Empty axes: cost over iterations"));
  return chart;
}

// On the next sheet the question once more, as a sheet may get lost, and what is said of the run; which may have more to show.
function answerIn(parent, { span, end, screen: { shown, reached } }, said) {
  parent.className = "paper-answer";
  const line = (text) => (element("p", "", parent).textContent = text);
  line(document.title);
  const question = document.querySelector(".st-key-lines :is([data-testid=stMarkdownContainer], [data-testid=stText])");
  if (question) element("div", "paper-question", parent).append(question.cloneNode(true));
  const begun = !span || shown.iteration > 0 || reached > 0;
  if (!begun) return line(say("Nothing has run yet. Play the run to its end, then print again for the answer."));
  if (span && !end) line(say("The run so far, up to iteration {number}. It has not finished.", { number: counted(shown.iteration) }));
  if (!said) return;
  const copy = Object.assign(said.cloneNode(true), { hidden: false });
  for (const each of copy.querySelectorAll(".run-more, .live-help-words")) each.replaceWith(...each.querySelectorAll(".run-details")); // nothing can be pressed there
  parent.append(copy);
}

// What is on a screen, once more.
function copied(screen, parent) {
  const { Plotly, sizes, features, span, curves, shown, reached, images, traces, diagram } = screen;
  const { panels, ...rest } = JSON.parse(screen.layout);
  const charts = Object.entries(screen.figures).map(([name, figure]) => [name, JSON.stringify({ ...flat(figure), noWebGL: undefined })]);
  const layout = { ...rest, panels: panels.map((panel, i) => ({ ...panel, title: screen.titles[i].textContent })) };
  const paper = new Screen(parent, { ...screen.time, byHand: () => false });
  Object.assign(paper, { Plotly, sizes, features, span, isPaper: true });
  paper.setCharts({ charts: Object.fromEntries(charts), chartsId: screen.chartsId, layout, arrangement: "paper", fills: false });
  paper.setCurves(curves);
  Object.assign(paper, { shown, reached, images: { ...images }, traces: { ...traces }, diagram });
  paper.paint();
  for (const [name, { pattern }] of screen.charts) if (pattern) paper.charts.get(name).pattern.take(pattern);
  screen.values.forEach(({ textContent, dataset }, i) => { // some are not made for each moment
    paper.values[i].textContent = textContent;
    Object.assign(paper.values[i].dataset, dataset);
  });
  screen.tables.forEach(({ body }, i) => paper.tables[i].body.replaceChildren(...[...body.rows].map((row) => row.cloneNode(true))));
  return paper;
}

let papers = [];

function clear() {
  papers.splice(0).forEach((paper) => paper.close());
}

addEventListener("beforeprint", () => {
  clear();
  papers = everyPlayer().filter(({ screen }) => screen.shown && screen.layout).map((player) => new Paper(player));
  drawWaiting();
});
addEventListener("afterprint", clear);

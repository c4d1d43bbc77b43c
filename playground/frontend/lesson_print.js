// A lesson on paper: of each chapter the question with room for an answer, and on the next page what comes of it.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`./elements.js${search}`);
const { LETTERS } = await import(`./lesson_player.js${search}`);
const { costChart, ROOM, Stage } = await import(`./lesson_stage.js${search}`);
const { marked } = await import(`./lesson_marks.js${search}`);
const { say, sentences } = await import(`./words.js${search}`);

// chapters: pairs of a recording and its texts. code: of the language. Returns what is on the paper, which is to be
// closed after printing.
export function handout(parent, title, chapters, code) {
  const root = element("div", "lesson-handout", parent);
  const charts = chapters.flatMap(([recording, texts], number) => {
    const asked = page(root, title, texts, number, chapters.length);
    const list = element("ul", "", asked);
    texts.claims.forEach((text, place) => (element("li", "", list).textContent = `☐ ${LETTERS[place]} · ${text}`));
    element("p", "", asked).textContent = say("Draw the curve that you expect");
    const empty = costChart(element("div", "lesson-costs", asked), recording);
    const { span, start, lowest, log } = recording;
    empty.show({ span: ROOM * Math.max(10, span), lowest, highest: Math.max(recording.highest, 1.6 * start), log, label: say("Empty axes: cost over iterations") });
    const answered = page(root, title, texts, number, chapters.length);
    const right = recording.true[recording.last];
    if (right !== null) element("p", "lesson-true", answered).textContent = `${LETTERS[right]} · ${texts.claims[right]}`;
    const words = element("p", "", answered);
    const stage = new Stage(answered, recording, code);
    const { done, answer } = stage.show(recording.last);
    marked(words, sentences(done, answer));
    return [empty, stage];
  });
  return {
    close() {
      charts.forEach((each) => each.close());
      root.remove();
    },
  };
}

function page(parent, title, { name, question, note }, number, all) {
  const root = element("section", "", parent);
  const place = all > 1 ? `${number + 1} / ${all}` : "";
  element("p", "", root).textContent = [title, name, place].filter(Boolean).join(" · ");
  element("h2", "", root).textContent = question;
  if (note) element("p", "", root).textContent = note;
  return root;
}

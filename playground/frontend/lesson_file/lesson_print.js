// A lesson on paper: of each chapter the question with room for an answer, and on the next page what comes of it.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../basics/elements.js${search}`);
const { LETTERS } = await import(`./lesson_player.js${search}`);
const { emptyChart, SceneView, unmarkedChart } = await import(`./lesson_scene.js${search}`);
const { marked } = await import(`./lesson_marks.js${search}`);
const { say, sentences } = await import(`../basics/words.js${search}`);

// chapters: pairs of a recording, null while it is being unpacked, and its texts. code: of the language. Returns what is on
// the paper, which is to be closed after printing.
export function handout(parent, title, chapters, code) {
  const root = element("div", "lesson-handout", parent);
  const charts = chapters.flatMap(([recording, texts], number) => {
    const asked = page(root, title, texts, number, chapters.length);
    const list = element("ul", "", asked);
    texts.claims.forEach((text, place) => (element("li", "", list).textContent = `☐ ${LETTERS[place]} · ${text}`));
    const empty = recording ? emptyAxes(asked, recording, code) : [];
    const answered = page(root, title, texts, number, chapters.length);
    if (!recording) {
      element("p", "lesson-missing", answered).textContent = say("This chapter was still being unpacked. Print once more: then its answer and its pictures are here.");
      return [];
    }
    const right = recording.true[recording.last];
    if (right !== null) element("p", "lesson-true", answered).textContent = `${LETTERS[right]} · ${texts.claims[right]}`;
    const words = element("p", "", answered);
    const view = new SceneView(answered, recording, code);
    const { done, answer } = view.show(recording.last);
    marked(words, sentences(done, answer));
    return [...empty, view];
  });
  return {
    close() {
      charts.forEach((each) => each.close());
      root.remove();
    },
  };
}

// To draw on, if the page has a chart of costs, or of what a sweep comes to.
function emptyAxes(parent, recording, code) {
  const { drawings, figures } = recording;
  if (drawings) return [unmarkedChart(element("div", "lesson-costs", parent), recording, code)];
  if (!figures.cost) return [];
  element("p", "", parent).textContent = say("Draw the curve that you expect");
  return [emptyChart(element("div", "lesson-costs", parent), recording, code, say("Empty axes: cost over iterations"))];
}

function page(parent, title, { name, question, note }, number, all) {
  const root = element("section", "", parent);
  const place = all > 1 ? `${number + 1} / ${all}` : "";
  element("p", "", root).textContent = [title, name, place].filter(Boolean).join(" · ");
  element("h2", "", root).textContent = question;
  if (note) element("p", "", root).textContent = note;
  return root;
}

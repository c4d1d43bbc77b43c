// The app's screen in a lesson in one file, where nobody changes the runs, with figures drawn without Plotly.

const { search } = new URL(import.meta.url); // of the same version
const { Screen } = await import(`../chart/screen.js${search}`);
const { small } = await import(`../small_figure/small_plotly.js${search}`);

const NOBODY = { byHand: () => false, asked: () => null, pending: () => null, waiting: () => null, isAway: () => false, alwaysLine: true };

// time: what the time line asks for.
export function screenIn(parent, time = {}) {
  const screen = new Screen(parent, { ...NOBODY, ...time });
  screen.setSizes({});
  screen.use(small);
  return screen;
}

// Show a moment of a source on it. reached: the farthest iteration seen; arrangement: of the panels, if not the page's.
export function showOn(screen, source, moment, { playing = false, reached, arrangement }) {
  const charts = source.charts(moment, !screen.layout);
  const frame = source.frame(moment);
  if (charts) screen.setCharts({ ...charts, ...(arrangement && { arrangement, fills: false }) });
  screen.setCurves(source.curves(reached));
  Object.assign(screen, { playing, reached, span: source.recording.span });
  if (charts || screen.extrasChanged) Object.assign(screen, { shown: frame }).paint();
  else screen.show(frame, !playing && !screen.timeline.dragging);
  return frame;
}

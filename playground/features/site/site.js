// A lesson that also trains: Train it yourself, in each chapter that can, opens the runs themselves in its place, on the
// app's own chart, with buttons, settings and experiments. A worker trains (site_worker.js): it answers each message
// with what the page is told, as the server does where there is one.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../frontend/basics/elements.js${search}`);
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { marked } = await import(`../../frontend/basics/emphasis.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);
const { bytes } = await import(`../../frontend/small_figure/pictures.js${search}`);
const liveChart = await import(`../../frontend/chart/live_chart.js${search}`);
const runButtons = await import(`../../frontend/runs/run_buttons.js${search}`);
const runComment = await import(`../../frontend/runs/run_comment.js${search}`);

const { site } = JSON.parse(document.getElementById("lesson").textContent);
const PLOTLY = "plotly.min.js";

// One of the files, unpacked: from the page itself, or from the folder that it is in.
async function file(name) {
  const here = document.getElementById(`${name}.z`);
  const packed = here ? new Blob([bytes(here.textContent)]) : await fetched(`${name}.z`);
  return new Response(packed.stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

async function fetched(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.blob();
}

const address = (content, type) => URL.createObjectURL(new Blob([content], { type }));

// What trains, begun once for all chapters. progress(share): called as its files arrive.
class Trainer {
  constructor(progress) {
    this.waiting = [];
    this.ready = this.begin(progress);
  }

  async begin(progress) {
    let arrived = 0;
    const load = async (name) => {
      const content = await file(name);
      progress(++arrived / site.files.length);
      return [name, content];
    };
    const files = Object.fromEntries(await Promise.all(site.files.map(load)));
    this.plotly = address(files[PLOTLY], "text/javascript");
    delete files[PLOTLY];
    this.worker = new Worker(address(site.worker, "text/javascript"));
    const begun = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error("Python did not begin")));
      this.worker.onerror = ({ message }) => reject(new Error(message));
    });
    const numpy = site.files.find((name) => name.endsWith(".whl"));
    this.worker.postMessage({ files, numpy, python: "python.zip" }, Object.values(files));
    await begun;
    this.begun = true;
    this.worker.onmessage = ({ data }) => this.waiting.shift()(data);
  }

  // The answer to a message.
  async ask(message) {
    await this.ready;
    const { said, failed } = await new Promise((resolve) => {
      this.waiting.push(resolve);
      this.worker.postMessage({ message: JSON.stringify(message) });
    });
    if (failed) throw new Error(`no answer to ${message.does}`);
    return JSON.parse(said);
  }
}

let trainer = null;

// A chapter's runs, on the page in place of its recording.
class Trial {
  constructor(lesson, start) {
    Object.assign(this, { lesson, start });
    this.recording = lesson.player.root;
    lesson.player.pause();
    this.recording.hidden = true;
    this.root = element("article", "lesson-chapter site", this.recording.parentElement);
    this.question = element("h2", "lesson-question", this.root);
    this.comment = element("div", "site-comment", this.root);
    const bar = element("div", "lesson-bar", this.root);
    this.transport = element("div", "", bar);
    this.wayOn = element("div", "", bar);
    this.list = element("select", "", bar);
    this.list.setAttribute("aria-label", say("Experiments"));
    this.list.addEventListener("change", () => this.tell({ does: "experiment", place: Number(this.list.value) }));
    const back = element("button", "", bar);
    Object.assign(back, { type: "button", textContent: say("Recording") });
    back.addEventListener("click", () => this.close());
    this.status = element("p", "site-status", this.root);
    this.status.setAttribute("role", "status");
    this.rows = element("div", "site-rows", this.root);
    this.chart = element("div", "", this.root);
    this.ended = [];
    this.open = false; // whether the other settings are in sight
    this.begin();
  }

  async begin() {
    const said = (share) => setText(this.status, share < 1 ? say("Loading: {share} %", { share: Math.round(100 * share) }) : say("Python begins …"));
    said(trainer ? 1 : 0);
    trainer ??= new Trainer((share) => current?.loading?.(share));
    this.loading = said;
    await this.tell({ does: "open", ...this.start, language: this.lesson.language.code });
  }

  async tell(message) {
    try {
      const told = await trainer.ask(message);
      if (this.root.isConnected) this.show(told);
    } catch (error) {
      console.error(error);
      if (this.root.isConnected) setText(this.status, say("This browser can’t train just now. Try again, or go back to the recording."));
      if (!trainer?.begun) trainer = null; // it may begin the next time
    }
  }

  show({ chart, around, problem }) {
    if (around) this.showAround(around);
    if (problem !== undefined) marked(this.status, problem);
    this.on(liveChart, this.chart, chart, { plotly: trainer.plotly, commands: this.commands });
  }

  showAround({ question, comment, transport, wayOn, experiments, experiment, settings, commands }) {
    this.commands = commands;
    setText(this.question, question);
    this.on(runComment, this.comment, comment);
    this.on(runButtons, this.transport, transport);
    this.on(runButtons, this.wayOn, wayOn);
    this.list.replaceChildren(new Option(say("Own settings"), -1, false, experiment < 0), ...experiments.map((name, i) => new Option(name, i, false, i === experiment)));
    this.list.options[0].disabled = true;
    const known = JSON.stringify(settings);
    if (known === this.settings) return;
    this.settings = known;
    const focused = document.activeElement?.dataset.setting;
    this.rows.replaceChildren();
    const [row, ...groups] = settings; // those always in sight, which have no heading, and the others
    row.fields.forEach((each) => this.field(this.rows, each));
    const others = element("details", "", this.rows);
    others.open = this.open;
    others.addEventListener("toggle", () => (this.open = others.open));
    element("summary", "", others).textContent = say("Settings");
    for (const { heading, fields } of groups) {
      const group = element("fieldset", "site-row", others);
      element("legend", "", group).textContent = heading;
      fields.forEach((each) => this.field(group, each));
    }
    this.rows.querySelector(`[data-setting="${focused}"]`)?.focus();
  }

  // A setting, and what it does at the pointer.
  field(parent, { name, label, help, kind, value, choices, least, most, step, off }) {
    const root = element("label", "site-field", parent);
    Object.assign(root, { title: help });
    element("span", "", root).textContent = label;
    const input = element(kind === "choice" ? "select" : "input", "", root);
    if (kind === "choice") input.append(...choices.map(([text, words]) => new Option(words, text)));
    else Object.assign(input, { type: kind === "switch" ? "checkbox" : kind, min: least, max: most, step: kind === "number" ? step : "" });
    if (kind === "switch") input.checked = value === "true";
    else input.value = value;
    input.disabled = off;
    input.dataset.setting = name;
    input.addEventListener("change", () => this.tell({ does: "set", name, value: kind === "switch" ? String(input.checked) : input.value }));
  }

  // Have a part of the app show what it is told, as the app does.
  on({ default: shows }, parentElement, data, files) {
    const setTriggerValue = (_, command) => this.tell({ does: "command", command });
    const ended = shows({ data, parentElement, setTriggerValue }, files);
    if (!this.ended.some(([place]) => place === parentElement)) this.ended.push([parentElement, ended]);
  }

  async close() {
    this.root.remove();
    this.recording.hidden = false;
    current = null;
    for (const [, ended] of this.ended) (await ended)();
  }
}

let current = null;

add({
  opened(lesson) {
    current?.close();
    const start = site.starts[lesson.chapter];
    if (!start) return;
    const button = element("button", "site-train", lesson.player.bar.count.parentElement);
    Object.assign(button, { type: "button", textContent: say("Train it yourself") });
    button.addEventListener("click", () => (current = new Trial(lesson, start)));
  },
});

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

// What trains, begun once for all chapters. progress(): called as its files arrive, of which it counts those that have.
class Trainer {
  constructor(progress) {
    Object.assign(this, { waiting: [], arrived: 0 });
    this.ready = this.begin(progress);
  }

  async begin(progress) {
    const load = async (name) => {
      const content = await file(name);
      this.arrived += 1;
      progress();
      return [name, content];
    };
    const files = Object.fromEntries(await Promise.all(site.files.map(load)));
    this.plotly = address(files[PLOTLY], "text/javascript");
    delete files[PLOTLY];
    this.worker = new Worker(address(site.worker, "text/javascript"));
    const begun = new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    this.worker.onmessage = ({ data }) => (data.failed ? this.end() : this.waiting.shift().resolve(data.said));
    this.worker.onerror = () => this.end();
    const numpy = site.files.find((name) => name.endsWith(".whl"));
    this.worker.postMessage({ files, numpy, python: "python.zip" }, Object.values(files));
    await begun;
  }

  // It can train no more: nobody waits in vain, and the next one begins anew.
  end() {
    this.worker?.terminate();
    this.waiting.splice(0).forEach(({ reject }) => reject(new Error("the worker has ended")));
    if (this.plotly) URL.revokeObjectURL(this.plotly);
  }

  // The answer to a message.
  async ask(message) {
    await this.ready;
    const answer = new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    this.worker.postMessage({ message: JSON.stringify(message) });
    return JSON.parse(await answer);
  }
}

let trainer = null;

// A chapter's runs, on the page in place of its recording.
class Trial {
  constructor(lesson, start) {
    Object.assign(this, { lesson, start, chapter: lesson.chapter });
    this.recording = lesson.player.root;
    lesson.player.pause();
    this.recording.hidden = true;
    this.root = element("article", "lesson-chapter site", this.recording.parentElement);
    this.question = element("h2", "lesson-question", this.root);
    this.question.tabIndex = -1;
    this.question.focus(); // what had it is hidden now
    this.comment = element("div", "site-comment", this.root);
    const bar = element("div", "lesson-bar", this.root);
    this.transport = element("div", "", bar);
    this.wayOn = element("div", "", bar);
    this.list = element("select", "", bar);
    this.list.setAttribute("aria-label", say("Experiments"));
    this.list.addEventListener("change", () => this.tell({ does: "experiment", place: Number(this.list.value) }));
    const back = element("button", "", bar);
    Object.assign(back, { type: "button", textContent: say("Recording") });
    back.addEventListener("click", () => this.close().querySelector(".site-train").focus());
    this.status = element("p", "site-status", this.root);
    this.status.setAttribute("role", "status");
    this.again = element("button", "", this.root);
    Object.assign(this.again, { type: "button", textContent: say("Try again"), hidden: true });
    this.again.addEventListener("click", () => this.begin());
    this.rows = element("div", "site-rows", this.root);
    this.chart = element("div", "", this.root);
    this.ended = [];
    this.inputs = new Map(); // name → the control of a setting
    this.others = 0; // messages on their way, requests for pictures aside
    this.begin();
  }

  async begin() {
    this.again.hidden = true;
    trainer ??= new Trainer(() => current?.sayLoading());
    setTimeout(() => this.sayLoading()); // a screen reader hears what changes
    await this.tell({ does: "open", ...this.start, language: this.lesson.language.code });
  }

  sayLoading() {
    if (this.told || !trainer) return;
    const share = trainer.arrived / site.files.length;
    setText(this.status, share < 1 ? say("Loading: {share} %", { share: Math.round(100 * share) }) : say("Python begins …"));
  }

  // Pictures are asked for again with the next tick: until other messages are answered, they would be of what was before.
  async tell(message) {
    const pictures = message.command?.what === "frames";
    if (!trainer || (pictures && this.others)) return;
    const asked = trainer;
    this.others += !pictures;
    try {
      const told = await asked.ask(message);
      this.others -= !pictures;
      if (this.root.isConnected) this.show(told);
    } catch (error) {
      console.error(error);
      asked.end();
      if (trainer === asked) trainer = null; // the next one may fare better
      this.others = 0;
      this.told = true;
      setText(this.status, say("This browser can’t train just now. Try again, or go back to the recording."));
      this.again.hidden = false;
    }
  }

  show({ chart, around, problem }) {
    this.told = true;
    if (around) this.showAround(around, Boolean(problem));
    if (problem !== undefined) marked(this.status, problem);
    if (chart) this.on(liveChart, this.chart, chart, { plotly: trainer.plotly, commands: this.commands });
  }

  // refused: whether what was typed could not be used, so that the control has to show what is in effect.
  showAround({ names, question, comment, transport, wayOn, experiments, experiment, settings, commands }, refused) {
    this.commands = commands;
    this.start = { ...this.start, names };
    site.starts[this.chapter] = this.start; // here a visitor comes back to
    setText(this.question, question);
    this.on(runComment, this.comment, comment);
    this.on(runButtons, this.transport, transport);
    this.on(runButtons, this.wayOn, wayOn);
    this.list.replaceChildren(new Option(say("Own settings"), -1, false, experiment < 0), ...experiments.map((name, i) => new Option(name, i, false, i === experiment)));
    this.list.options[0].disabled = true;
    const kinds = JSON.stringify(settings.map(({ heading, fields }) => [heading, fields.map(({ value, off, ...rest }) => rest)]));
    if (kinds !== this.kinds) this.build(settings);
    this.kinds = kinds;
    for (const { name, kind, value, off } of settings.flatMap(({ fields }) => fields)) {
      const input = this.inputs.get(name);
      input.disabled = off;
      if (input === document.activeElement && !refused && kind !== "choice") continue; // somebody may be typing there
      if (kind === "switch") input.checked = value === "true";
      else input.value = value;
    }
  }

  // The controls: those always in sight, which have no heading, and the others.
  build([row, ...groups]) {
    const open = this.rows.querySelector("details")?.open ?? false;
    this.rows.replaceChildren();
    row.fields.forEach((each) => this.field(this.rows, each));
    const others = element("details", "", this.rows);
    others.open = open;
    element("summary", "", others).textContent = say("Settings");
    for (const { heading, fields } of groups) {
      const group = element("fieldset", "site-row", others);
      element("legend", "", group).textContent = heading;
      fields.forEach((each) => this.field(group, each));
    }
  }

  // A setting, and what it does at the pointer.
  field(parent, { name, label, help, kind, choices, least, most, step }) {
    const root = element("label", "site-field", parent);
    root.title = help;
    element("span", "", root).textContent = label;
    const input = element(kind === "choice" ? "select" : "input", "", root);
    if (kind === "choice") input.append(...choices.map(([text, words]) => new Option(words, text)));
    else if (kind === "switch") input.type = "checkbox";
    else if (kind === "number") Object.assign(input, { type: kind, min: least, max: most, step });
    else if (kind === "marks") {
      const list = element("datalist", "", root);
      list.id = `site-marks-${name}`;
      list.append(...choices.map(([text]) => new Option(text)));
      input.setAttribute("list", list.id);
    }
    input.dataset.setting = name;
    input.addEventListener("change", () => this.tell({ does: "set", name, value: kind === "switch" ? String(input.checked) : input.value }));
    this.inputs.set(name, input);
  }

  // Have a part of the app show what it is told, as the app does.
  on({ default: shows }, parentElement, data, files) {
    const setTriggerValue = (_, command) => this.tell({ does: "command", command });
    const ended = shows({ data, parentElement, setTriggerValue }, files);
    if (!this.ended.some(([place]) => place === parentElement)) this.ended.push([parentElement, ended]);
  }

  close() {
    this.root.remove();
    this.recording.hidden = false;
    current = null;
    this.ended.forEach(async ([, ended]) => (await ended)());
    return this.recording;
  }
}

let current = null;

add({
  opened(lesson) {
    const again = current?.chapter === lesson.chapter; // in another language
    current?.close();
    if (!site.starts[lesson.chapter]) return;
    const button = element("button", "site-train", lesson.player.bar.count.parentElement);
    Object.assign(button, { type: "button", textContent: say("Train it yourself") });
    const open = () => (current = new Trial(lesson, site.starts[lesson.chapter]));
    button.addEventListener("click", open);
    if (again) open();
  },
});

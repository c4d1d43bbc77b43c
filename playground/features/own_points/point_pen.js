// Points that a visitor draws on the boundary chart. They are shown at once, and sent to the server when a stroke ends,
// repeatedly until it answers. playground/features/own_points/pen.py describes the messages.

const PATIENCE = 5000; // milliseconds to wait for an answer before sending again
const MOST_UNDONE = 100; // strokes that can be undone
const SPRAYED_EVERY = 0.02; // least distance between two puffs, as a share of the plane's side
const ERASER = 0.03; // radius of the eraser, as a share of the plane's side
const SIZE = 3.5; // pixels from the middle of a symbol to its edge
const LOOK = 300; // milliseconds between two checks for a new chart, while nothing is drawn

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../../frontend/basics/parts.js${search}`);
const { addKeys } = await import(`./pen_keys.js${search}`);
const { Classes, Values } = await import(`./pen_palettes.js${search}`);
const { PlotArea } = await import(`../../frontend/chart/plot_area.js${search}`);
const { rounded } = await import(`../../frontend/basics/rounding.js${search}`);
const { everyPlayer, tell } = await import(`../../frontend/runs/run_parts.js${search}`);
const { counted, say, speak, tag } = await import(`../../frontend/basics/words.js${search}`);

let made = 0; // pens
let styled = false;
function style(stylesheet) {
  if (!styled) Object.assign(element("link", "", document.head), { rel: "stylesheet", href: stylesheet });
  styled = true;
}

let area = null; // of the boundary chart that is on the page

// The plane of the boundary chart, or null: its panel, its axes, and their position there.
function plane() {
  const chart = document.querySelector(".live-boundary");
  if (chart !== area?.parent) area = chart && new PlotArea(chart);
  const axes = area?.axes;
  if (!axes || !chart.clientWidth) return null;
  return { ...axes, panel: chart.closest(".live-panel"), left: chart.offsetLeft + axes.left, top: chart.offsetTop + axes.top };
}

class Pen {
  constructor(parent) {
    this.points = null; // x, y and label of each; null until the server has sent them
    this.palette = null; // what it draws with, once there are points
    this.past = []; // points and class names before each stroke
    this.future = []; // undone states
    this.number = 0; // of the last message
    this.unanswered = null; // the last message, until it is answered
    this.received = ""; // the points last received from the server, as text
    this.active = false;
    this.bare = false; // whether the plane is empty, or was until a stroke that is not answered yet
    this.erases = false;
    this.where = ""; // coordinates of the cross as text, once moved
    this.cross = null; // position of the keyboard cursor, x and y; initially the middle of the plane
    this.byKeys = false; // whether the cross is shown
    this.sample = null; // preview of a spray while its width or density is being set: positions around the middle
    this.frame = this.frame.bind(this);
    this.parent = parent;
    this.overlay = document.createElement("div");
    this.overlay.className = "pen-overlay";
    this.build();
    this.looking = setInterval(() => this.attach(), LOOK);
  }

  // Build its buttons and the canvas, again when the language changes.
  build() {
    this.overlay.replaceChildren();
    this.language = tag();
    this.toggle = this.button("edit", say("Draw points"), this.overlay, () => this.setActive(!this.active));
    this.toggle.classList.add("pen-toggle");
    element("span", "pen-word", this.toggle).textContent = say("Draw");
    this.toggle.setAttribute("aria-pressed", String(this.active));
    this.drawing = element("div", "pen-drawing", this.overlay);
    this.tools = element("div", "pen-tools", this.drawing);
    this.tools.setAttribute("role", "toolbar");
    this.tools.setAttribute("aria-label", say("Draw points"));
    this.choices = element("span", "pen-choices", this.tools);
    this.eraser = this.button("ink_eraser", say("Erase points"), this.tools, () => this.hold(true));
    this.buildSpray();
    this.undo = this.button("undo", say("Undo"), this.tools, () => this.travel(this.past, this.future));
    this.redo = this.button("redo", say("Redo"), this.tools, () => this.travel(this.future, this.past));
    this.clear = this.button("delete", say("Clear"), this.tools, () => this.change([]));
    this.canvas = element("canvas", "pen-canvas", this.drawing);
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.said = element("p", "pen-said", this.drawing);
    this.said.setAttribute("aria-live", "polite");
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, (event) => this.end(event));
    addKeys(this, this.canvas);
    this.canvas.addEventListener("focus", () => {
      this.byKeys = this.canvas.matches(":focus-visible");
      this.stale = true;
    });
    this.canvas.addEventListener("blur", () => (this.stale = true));
    // Some browsers would still scroll on the first touch.
    this.canvas.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  }

  button(icon, name, parent, act) {
    const made = element("button", "pen-button", parent);
    made.type = "button";
    made.title = name;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", act);
    const sign = element("span", "pen-icon", made);
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = icon;
    return made;
  }

  // Width and density of a spray, behind a button because their labels take room.
  buildSpray() {
    const spray = this.button("grain", say("Spray"), this.tools, () => {});
    element("span", "pen-word", spray).textContent = say("Spray");
    this.sprayed = element("div", "pen-spray", this.tools);
    this.sprayed.id = `pen-spray-${++made}`;
    this.sprayed.popover = "auto";
    spray.setAttribute("popovertarget", this.sprayed.id);
    element("p", "", this.sprayed).textContent = say("Drag on the chart to spray points.");
    // Translators: how wide a spray is
    this.size = this.range(say("Width"), 0, 15, 5, say("narrow"), say("wide"));
    // Translators: how dense a spray is
    this.density = this.range(say("Density"), 1, 8, 2, say("few points"), say("many"));
    this.sprayed.addEventListener("beforetoggle", () => {
      const { left, bottom } = this.tools.getBoundingClientRect();
      Object.assign(this.sprayed.style, { left: `${left}px`, top: `${bottom}px` });
      this.sample = null;
      this.stale = true;
    });
  }

  range(name, min, max, value, least, most) {
    const label = element("label", "pen-range", this.sprayed);
    element("span", "pen-name", label).textContent = name;
    element("span", "pen-least", label).textContent = least;
    const made = element("input", "", label);
    element("span", "", label).textContent = most;
    made.addEventListener("input", () => {
      this.sample = this.puff([0.5, 0.5]);
      this.stale = true;
    });
    return Object.assign(made, { type: "range", min, max, value, ariaLabel: name });
  }

  get radius() {
    return this.size.value / 100;
  }

  // Random positions for the points of one puff.
  puff(place) {
    return Array.from({ length: Number(this.density.value) }, () => around(place, this.radius));
  }

  // Take the server's points, and the number of the last message that it has answered.
  receive(data, send) {
    Object.assign(this, { send, looks: data.looks, most: data.most, inputs: data.inputs });
    this.stale = true;
    this.rescale(data.scale);
    this.number = Math.max(this.number, data.number); // a new pen continues the count
    const answered = this.unanswered?.number === data.number;
    if (this.unanswered && !answered) return; // from before the last stroke
    this.unanswered = null;
    clearTimeout(this.later);
    const received = JSON.stringify([data.names, data.points]);
    // The same points again are not news, say when a setting changes after everything was cleared here. And an answer
    // that arrives after everything was cleared is out of date.
    const news = answered ? this.points?.length !== 0 : received !== this.received;
    if (!this.stroke || answered) this.received = received;
    if (data.points === null || this.stroke || !news) return;
    const [xs, ys, labels] = data.points;
    const points = xs.map((x, i) => ({ x, y: ys[i], label: data.scale ? labels[i] : data.names[labels[i]] }));
    if (JSON.stringify(points) === JSON.stringify(this.points)) return;
    // Another dataset was chosen, or other points were pasted: make that undoable.
    if (this.points && !answered) this.remember(this.points, this.palette.names);
    this.points = points;
    this.usePalette(data.names);
  }

  // New values may reach farther than those before.
  rescale(scale) {
    if (!scale || JSON.stringify(scale) === JSON.stringify(this.scale)) return;
    this.scale = scale;
    if (this.palette instanceof Values) this.palette.rescale(scale);
  }

  // Take the palette for points of these classes; without names, for values.
  usePalette(names) {
    if (this.palette instanceof Values && !names.length) return; // its slider may be being dragged
    this.palette = names.length ? new Classes(names, this.palette?.label, this.looks) : new Values(this.scale);
    this.showPalette();
  }

  showPalette() {
    this.choices.replaceChildren();
    if (!this.palette) return;
    this.palette.show(this, this.choices);
    this.canvas.setAttribute("aria-label", this.palette.help);
    this.eraser.setAttribute("aria-pressed", String(this.erases));
  }

  // Take the eraser into the hand, or what the palette has chosen; `anew`: whether the palette looks different then.
  hold(erases, anew = true) {
    const changes = this.erases !== erases;
    this.erases = erases;
    if (anew) this.showPalette();
    else if (changes) this.eraser.setAttribute("aria-pressed", String(erases));
  }

  setActive(active) {
    this.active = active;
    this.toggle.setAttribute("aria-pressed", String(active));
    this.send.state("active", active);
    this.attach();
    cancelAnimationFrame(this.next);
    if (active) this.frame();
    this.mark();
  }

  // Without points there is nothing to learn: the run stands still, and what it says of those that are gone is out of
  // sight until there are others.
  mark() {
    const bare = this.active && Boolean(this.points) && (!this.points.length || (this.bare && Boolean(this.unanswered)));
    if (bare === this.bare) return;
    this.bare = bare;
    document.documentElement.toggleAttribute("data-bare", bare);
    for (const player of everyPlayer()) {
      if (bare && player.state.playing) player.give("pause");
      tell(player.key, player);
    }
  }

  // The chart may be replaced at any time: attach the pen to the current one.
  attach() {
    if (!this.parent.isConnected) return this.detach();
    const now = plane();
    if (now && this.overlay.parentElement !== now.panel) {
      this.detach();
      now.panel.append(this.overlay);
    }
    this.overlay.parentElement?.classList.add("pen-panel");
    this.overlay.parentElement?.classList.toggle("pen-draws", this.active && this.points !== null);
    return now;
  }

  // Rebuild the pen if the language of the page has changed.
  speak() {
    if (this.language === tag()) return;
    this.build();
    this.showPalette();
    this.stale = true;
  }

  detach() {
    this.overlay.parentElement?.classList.remove("pen-panel", "pen-draws");
    this.overlay.remove();
  }

  // The plane's position, size or ranges may have changed as well.
  frame() {
    if (!this.active || !this.parent.isConnected) return;
    const now = this.attach();
    if (now && this.points) {
      const geometry = JSON.stringify({ ...now, panel: null });
      if (geometry !== this.geometry || this.stale) this.show(now);
      this.geometry = geometry;
    }
    this.next = requestAnimationFrame(this.frame);
  }

  show(now) {
    this.plane = now;
    this.stale = false;
    const { left, top, width, height } = now;
    Object.assign(this.canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    Object.assign(this.said.style, { left: `${left}px`, width: `${width}px`, top: `${top + height}px` });
    const sharpness = devicePixelRatio;
    Object.assign(this.canvas, { width: width * sharpness, height: height * sharpness });
    const context = this.canvas.getContext("2d");
    const dark = getComputedStyle(this.overlay).colorScheme === "dark";
    context.lineWidth = 0.8 / SIZE;
    context.strokeStyle = this.palette.edge ?? (dark ? "#ccc" : "white");
    for (const point of this.points) {
      const [outline, colour] = this.palette.look(point.label);
      const [u, v] = this.share(point);
      context.fillStyle = colour;
      context.setTransform(SIZE * sharpness, 0, 0, SIZE * sharpness, u * width * sharpness, v * height * sharpness);
      context.fill(outline);
      context.stroke(outline);
    }
    const [right, bottom] = [width * sharpness, height * sharpness];
    if (this.sample) this.showSample(context, right, bottom, SIZE * sharpness);
    if (document.activeElement === this.canvas && this.byKeys) this.showCross(context, right, bottom);
    this.undo.disabled = !this.past.length;
    this.redo.disabled = !this.future.length;
    this.clear.disabled = !this.points.length;
    this.overlay.classList.toggle("pen-empty", !this.points.length);
    this.mark();
    const full = this.points.length >= this.most;
    const empty = this.points.length ? this.where : say("No points yet: click or tap to add one, drag to spray.");
    const most = counted(this.most);
    const said = full ? say("There is room for {most} points and no more: erase some to add others.", { most }) : empty;
    if (this.said.textContent !== said) this.said.textContent = said;
  }

  // Preview of a spray: its radius, and one puff.
  showSample(context, width, height, size) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.strokeStyle = context.fillStyle = getComputedStyle(this.overlay).color;
    context.lineWidth = 2;
    context.beginPath();
    context.ellipse(width / 2, height / 2, this.radius * width, this.radius * height, 0, 0, 2 * Math.PI);
    context.stroke();
    for (const [u, v] of this.sample) {
      context.beginPath();
      context.arc(u * width, v * height, size, 0, 2 * Math.PI);
      context.fill();
    }
  }

  showCross(context, width, height) {
    const [u, v] = this.crossing;
    context.setTransform(1, 0, 0, 1, u * width, v * height);
    context.strokeStyle = getComputedStyle(this.overlay).color;
    context.lineWidth = 2;
    context.stroke(new Path2D("M-12,0H-4M4,0H12M0,-12V-4M0,4V12"));
  }

  // The position of a point as shares of the plane's sides; at() is the inverse.
  share({ x, y }) {
    const { width, height, toPixels } = this.plane;
    const [across, down] = toPixels([x, y]);
    return [across / width, down / height];
  }

  at([u, v]) {
    const { width, height, toValues } = this.plane;
    const [x, y] = toValues([u * width, v * height]);
    return { x, y, label: this.palette.label };
  }

  get crossing() {
    return this.cross ? this.share(this.cross).map(inside) : [0.5, 0.5];
  }

  place({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [inside((clientX - left) / width), inside((clientY - top) / height)];
  }

  begin(event) {
    if (this.stroke || event.button !== 0) return;
    event.preventDefault();
    if (this.sprayed.matches(":popover-open")) this.sprayed.hidePopover(); // not every browser closes it on a touch
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    const place = this.place(event);
    this.where = "";
    this.byKeys = false;
    this.cross = this.at(place); // where the keyboard continues
    this.stroke = { pointer: event.pointerId, before: this.points, last: place };
    this.act([place]);
  }

  move(event) {
    if (this.stroke?.pointer !== event.pointerId) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const place = this.place(each), { last } = this.stroke;
      if (Math.hypot(place[0] - last[0], place[1] - last[1]) < Math.max(this.radius / 2, SPRAYED_EVERY)) continue;
      this.stroke.last = place;
      this.act(this.erases ? [place] : this.puff(place));
    }
  }

  end(event) {
    if (this.stroke?.pointer !== event.pointerId) return;
    const { before } = this.stroke;
    this.stroke = null;
    if (this.points === before) return;
    this.remember(before, this.palette.names);
    this.tell();
  }

  // Draw or erase at these positions.
  act(places) {
    if (this.erases) this.erase(places, Math.max(ERASER, this.radius));
    else this.set(places);
  }

  set(places) {
    const left = this.most - this.points.length;
    if (left > 0) this.points = [...this.points, ...places.slice(0, left).map((place) => this.at(place))];
    this.stale = true;
  }

  erase(places, radius = ERASER) {
    const far = (point) => {
      const [u, v] = this.share(point);
      return places.every(([a, b]) => Math.hypot(u - a, v - b) > radius);
    };
    if (!this.points.every(far)) this.points = this.points.filter(far);
    this.stale = true;
  }

  remember(points, names) {
    this.past.push({ points, names });
    if (this.past.length > MOST_UNDONE) this.past.shift();
    this.future = [];
  }

  change(points) {
    if (points.length === this.points.length) return; // already empty
    this.remember(this.points, this.palette.names);
    this.points = points;
    this.tell();
  }

  travel(from, to) {
    if (!from.length) return;
    to.push({ points: this.points, names: this.palette.names });
    const { points, names } = from.pop();
    this.points = points;
    this.usePalette(names);
    this.tell();
  }

  // Send the points, repeatedly until an answer arrives: Streamlit may lose the message, or the answer. An empty set
  // can't be trained on, so it is not sent.
  tell() {
    this.stale = true;
    if (!this.points.length) return;
    clearTimeout(this.later);
    const { palette } = this;
    const points = this.points.map(({ x, y, label }) => [digits(x), digits(y), palette.number(label)]);
    this.unanswered = { number: ++this.number, names: palette.names, points };
    this.tellAgain();
  }

  tellAgain() {
    if (!this.unanswered || !this.parent.isConnected) return;
    this.send.trigger("drawn", this.unanswered);
    this.later = setTimeout(() => this.tellAgain(), PATIENCE);
  }

  close() {
    clearTimeout(this.later);
    clearInterval(this.looking);
    this.active = false;
    this.mark();
    this.detach();
  }
}

// More precise than the server's grid.
function digits(number) {
  return rounded(number, 5);
}

// A position uniformly distributed in a disc.
function around([u, v], radius) {
  const r = radius * Math.sqrt(Math.random()), angle = 2 * Math.PI * Math.random();
  return [u + r * Math.cos(angle), v + r * Math.sin(angle)].map(inside);
}

function inside(share) {
  return Math.min(1, Math.max(0, share));
}

const pens = new WeakMap(); // parent element → its pen

export default function ({ data, parentElement, setStateValue, setTriggerValue }, stylesheet) {
  style(stylesheet);
  speak(data.speech);
  if (!pens.has(parentElement)) pens.set(parentElement, new Pen(parentElement));
  const pen = pens.get(parentElement);
  pen.speak();
  pen.receive(data, { state: setStateValue, trigger: setTriggerValue });
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    pen.close();
    pens.delete(parentElement);
  };
}

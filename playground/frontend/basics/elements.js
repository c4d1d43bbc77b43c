// Elements of a page. Nothing here needs anything else, so that what is made of them can be taken to another page.

export function element(tag, className, parent) {
  const made = document.createElement(tag);
  made.className = className;
  parent.append(made);
  return made;
}

// An SVG element.
export function shape(tag, attributes, parent) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  parent.append(made);
  return made;
}

export function setText(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

// Call a function once what is drawn now is on screen: the picture does not wait for it.
export function oncePainted(then) {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then)));
}

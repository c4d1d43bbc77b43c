// Texts of scripts in the visitor's language. They are found in the calls of the three functions below, in each of which
// the English text stands in double quotes, and is sent with its translation (playground/export/scripts.py).

let spoken = { tag: "en", words: {} };
let numbers = null; // how they are written: to make that takes longer than to write one

export function speak(given) {
  spoken = given;
  numbers = null;
}

// Translate a text, and fill in values for its {names}; those of numbers, as in {n:,}, are to be written already.
export function say(text, values = {}) {
  const found = spoken.words[text] ?? text;
  return found.replace(/\{(\w+)(?::,)?\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// The same of a text that means several things; context: which of them, for the catalogue.
export function pgettext(context, text, values) {
  return say(text, values);
}

// The same of one text for 1 and another for all other numbers.
export function ngettext(text, plural, number, values) {
  return say(number === 1 ? text : plural, values);
}

// Join whole sentences; empty ones are left out.
export function sentences(...said) {
  const [first = "", ...others] = said.filter(Boolean);
  return others.reduce((joined, second) => pgettext("two sentences", "{first} {second}", { first: joined, second }), first);
}

// The language tag.
export function tag() {
  return spoken.tag;
}

// A number formatted for the language.
export function counted(number) {
  return (numbers ??= new Intl.NumberFormat(spoken.tag)).format(number);
}

// A number of any size with two digits.
export function magnitude(number) {
  return number.toLocaleString(spoken.tag, { maximumSignificantDigits: 2 });
}

// The locale for Plotly's own texts: what it says after a zoom.
export function locale() {
  const dictionary = { "Double-click to zoom back out": say("Double-click to zoom back out") };
  return { locale: spoken.tag, locales: { [spoken.tag]: { dictionary } } };
}

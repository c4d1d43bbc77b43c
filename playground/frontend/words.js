// Texts of scripts in the visitor's language. playground/ui/visit/speech.py has the translations, keyed by the English
// texts.

let spoken = { tag: "en", words: {} };
let numbers = new Intl.NumberFormat(spoken.tag); // to make one takes longer than to write a number

export function speak(given) {
  spoken = given;
  numbers = new Intl.NumberFormat(spoken.tag);
}

// Translate a text, and fill in values for its {names}; those of numbers, as in {n:,}, are to be written already.
export function say(text, values = {}) {
  const found = spoken.words[text] ?? text;
  return found.replace(/\{(\w+)(?::,)?\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// What a chart shows, as its name begins.
export function shows(chart) {
  return say(chart.split("-")[0]);
}

// Join whole sentences; empty ones are left out.
export function sentences(...said) {
  const [first = "", ...others] = said.filter(Boolean);
  return others.reduce((joined, second) => say("{first} {second}", { first: joined, second }), first);
}

// The language tag.
export function tag() {
  return spoken.tag;
}

// A number formatted for the language.
export function counted(number) {
  return numbers.format(number);
}

// A number of any size with two digits.
export function magnitude(number) {
  return number.toLocaleString(spoken.tag, { maximumSignificantDigits: 2 });
}

// The locale for Plotly's own texts.
export function locale() {
  return { locale: spoken.tag, locales: { [spoken.tag]: { dictionary: spoken.words } } };
}

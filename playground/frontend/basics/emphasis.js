// Texts with emphasis and code, in Markdown. Anything else stays text.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../basics/elements.js${search}`);

const MARKED = /(\\[!-/:-@[-`{-~]|\*\*(?:\\.|\*[^*]+\*|[^*\\])+\*\*|\*(?!\s)(?:\\.|[^*\\])+\*|`[^`]+`)/s;
const TAGS = { "**": "strong", "*": "em", "`": "code" };

export function marked(parent, text) {
  parent.replaceChildren();
  for (const part of text.split(MARKED)) {
    const [, mark, inner] = part.match(/^(\*\*|\*|`)(.+)\1$/s) ?? [];
    if (mark === "`") element(TAGS[mark], "", parent).textContent = inner;
    else if (mark) marked(element(TAGS[mark], "", parent), inner);
    else parent.append(plain(part));
  }
}

function plain(text) {
  return text.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

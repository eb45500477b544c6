"use strict";
// Colours under a text field, and the terms of the ontology for the word that is being typed. Without
// this script the field is a plain one.
(() => {
  const TOKEN = /(#[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>)|([?$]\w+)|(\b[A-Za-z_][\w-]*:[\w.\\/-]*)|(\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE|WHERE|FILTER|OPTIONAL|UNION|MINUS|GRAPH|BIND|VALUES|PREFIX|BASE|ORDER|GROUP|BY|ASC|DESC|LIMIT|OFFSET|HAVING|DISTINCT|REDUCED|AS|IN|NOT|EXISTS|COUNT|SUM|AVG|MIN|MAX|SAMPLE|GROUP_CONCAT|LANG|STR|YEAR|IF|COALESCE|REGEX|CONTAINS|STRSTARTS|BOUND|FROM|NAMED|UNDEF|a)\b)|(\b\d+(?:\.\d+)?\b)/gi;
  const KINDS = ["comment", "string", "variable", "term", "word", "figure"];
  const paint = (target, text) => {
    target.textContent = "";
    let last = 0;
    for (const match of text.matchAll(TOKEN)) {
      target.append(text.slice(last, match.index));
      const piece = document.createElement("span");
      piece.className = `t-${KINDS[match.slice(1).findIndex((part) => part !== undefined)]}`;
      piece.textContent = match[0];
      target.append(piece);
      last = match.index + match[0].length;
    }
    target.append(`${text.slice(last)}\n`);
  };
  document.querySelectorAll("[data-sparql]").forEach((block) => paint(block, block.textContent));
  const field = document.querySelector("[data-editor]");
  if (!field) return;
  const under = field.previousElementSibling;
  const follow = () => { under.scrollTop = field.scrollTop; under.scrollLeft = field.scrollLeft; };
  const repaint = () => { paint(under, field.value); follow(); };
  field.parentElement.classList.add("painted");
  repaint();
  field.addEventListener("scroll", follow);

  const list = document.createElement("ul");
  list.id = "terms";
  list.className = "terms";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.parentElement.append(list);
  list.setAttribute("aria-label", field.labels[0].textContent);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "terms");
  let terms = null, chosen = 0, shown = [];
  const load = async () => {
    if (terms === null) { terms = []; terms = await (await fetch(field.dataset.terms)).json(); suggest(); }
  };
  const typed = () => (field.value.slice(0, field.selectionStart).match(/[A-Za-z_][\w-]*:[\w-]*$|\b[A-Za-z]{3,}$/) || [""])[0];
  const close = () => { list.hidden = true; shown = []; field.removeAttribute("aria-activedescendant"); };
  const mark = () => {
    [...list.children].forEach((entry, place) => entry.setAttribute("aria-selected", String(place === chosen)));
    field.setAttribute("aria-activedescendant", `term-${chosen}`);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const suggest = () => {
    const word = typed(), part = word.replace(/^dg:/i, "").toLowerCase();
    if (!terms || !word || (word.includes(":") && !/^dg:/i.test(word))) return close();
    const rank = (term) => {
      const name = term.term.slice(3).toLowerCase();
      return name.startsWith(part) ? 0 : name.includes(part) ? 1 : term.label.toLowerCase().includes(part) ? 2 : 3;
    };
    shown = terms.filter((term) => rank(term) < 3 && term.term !== word).sort((a, b) => rank(a) - rank(b) || a.term.localeCompare(b.term)).slice(0, 12);
    if (!shown.length) return close();
    list.replaceChildren(...shown.map((term, place) => {
      const entry = document.createElement("li"), name = document.createElement("b"), told = document.createElement("small");
      entry.id = `term-${place}`;
      entry.setAttribute("role", "option");
      name.textContent = term.term;
      told.textContent = [term.label, term.definition].filter(Boolean).join(" – ");
      entry.append(name, " ", told);
      entry.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
      return entry;
    }));
    chosen = 0;
    list.hidden = false;
    mark();
  };
  const take = (place) => {
    const end = field.selectionStart, start = end - typed().length;
    field.setRangeText(`${shown[place].term} `, start, end, "end");
    close();
    repaint();
  };
  field.addEventListener("input", () => { repaint(); load(); suggest(); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); field.form.requestSubmit(); return; }
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); chosen = (chosen + step + shown.length) % shown.length; mark(); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(chosen); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
})();

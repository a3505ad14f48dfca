// Forms of conditions without a page: trees of {is: "group", join, parts} and {is: "row", about, words, relation, negated}.
// A path is a list of places from the outermost group down. Nothing here knows the law: the server says what there is.

export const freshRow = () => ({is: "row", about: "fact", words: [""], relation: "", negated: false});
export const freshGroup = () => ({is: "group", join: "any", parts: [freshRow(), freshRow()]});

/** The tree with what stands at a path changed. */
export function changed(tree, path, change) {
  if (!path.length) return change(tree);
  const [place, ...rest] = path;
  return {...tree, parts: tree.parts.map((part, index) => (index === place ? changed(part, rest, change) : part))};
}

/** The tree with a part at the end of the group at a path. */
export const added = (tree, path, part) => changed(tree, path, group => ({...group, parts: [...group.parts, part]}));

/** The tree without what stands at a path; a group that is empty then goes too. */
export function without(tree, path) {
  const above = path.slice(0, -1);
  const found = changed(tree, above, group => ({...group, parts: group.parts.filter((_, index) => index !== path.at(-1))}));
  return above.length && !at(found, above).parts.length ? without(found, above) : found;
}

/** What stands at a path. */
export const at = (tree, path) => path.reduce((part, place) => part.parts[place], tree);

/** The name of what an author has chosen or typed: by its label, by its name, by words that one label alone has, else the text itself. */
export function named(options, text) {
  const typed = text.trim();
  const folded = typed.toLowerCase();
  const found = options.find(each => each.label === typed) ?? options.find(each => each.id === typed)
    ?? options.find(each => each.label.toLowerCase() === folded);
  if (found || !folded) return found?.id ?? typed;
  const words = folded.split(/\s+/);
  const near = options.filter(each => words.every(word => each.label.toLowerCase().includes(word)));
  return near.length === 1 ? near[0].id : typed;
}

/** How a name is shown. */
export const shown = (options, name) => options.find(each => each.id === name)?.label ?? name;

/** A row about something else, with nothing said yet. */
export function asking(row, question) {
  return {...row, about: question.id, words: question.id === "fact" ? [""] : question.asks.map(() => ""), relation: "", negated: false};
}

/** A row about another fact: its relation is the first that fits, its value waits. */
export function ofFact(row, name, relations) {
  if (row.words[0] === name) return row;
  const relation = relations.includes(row.relation) ? row.relation : relations[0] ?? "";
  return {...row, words: relation === "" ? [name] : [name, ""], relation, negated: relation === "" && row.negated};
}

/** A row with another relation; values stay where they can. */
export function related(row, relation) {
  const values = row.words.slice(1);
  const several = relation === "in" || relation === "not in";
  const kept = relation === "" ? [] : several ? values.filter(Boolean) : [values[0] ?? ""];
  return {...row, relation, words: [row.words[0], ...kept], negated: relation === "" && row.negated};
}

/** A row with a value added or taken away. */
export function ticked(row, value, on) {
  const rest = row.words.slice(1).filter(each => each && each !== value);
  return {...row, words: [row.words[0], ...rest, ...(on ? [value] : [])]};
}

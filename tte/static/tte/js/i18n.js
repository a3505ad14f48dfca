// Words of the interface in the reader's language: the catalogue is a script that Django serves before our modules.

const catalogue = globalThis.django ?? {};

export const gettext = catalogue.gettext ?? (text => text);
export const ngettext = catalogue.ngettext ?? ((one, many, count) => (count === 1 ? one : many));
export const interpolate = catalogue.interpolate
  ?? ((text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name])));

/** `text` with its `%(name)s` places filled. */
export function fill(text, values) { return interpolate(text, values, true); }

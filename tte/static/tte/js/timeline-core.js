// Where things stand on the timeline strip, without a page. Times are scenario milliseconds, places are pixels.

const HOUR = 3600000;
const STEPS = [1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96].map(hours => hours * HOUR);
const LEAST_TICK = 92;
const CROWDED = 17;

/** First and last moment to show: all items and now, with an hour of air, on whole hours. */
export function span(items, nowMs) {
  const times = [...items.map(item => item.at_ms), ...(nowMs === null ? [] : [nowMs])];
  if (!times.length) return [0, 24 * HOUR];
  const air = Math.max(HOUR, (Math.max(...times) - Math.min(...times)) * 0.04);
  return [Math.floor((Math.min(...times) - air) / HOUR) * HOUR, Math.ceil((Math.max(...times) + air) / HOUR) * HOUR];
}

/** Moments for the axis, at least 92 px apart and on whole steps. */
export function ticks([from, to], width) {
  const step = STEPS.find(ms => (ms / (to - from)) * width >= LEAST_TICK) ?? STEPS.at(-1);
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

/** The items of a lane in order of time, each with x and the row (0, 1, 2) that keeps it clear of the ones before. */
export function laneItems(items, lane, x) {
  const rows = [-Infinity, -Infinity, -Infinity];
  return items.filter(item => item.lanes.includes(lane))
    .sort((a, b) => a.at_ms - b.at_ms || (a.id < b.id ? -1 : 1))
    .map(item => {
      const at = x(item.at_ms);
      const free = rows.findIndex(last => at - last >= CROWDED);
      const row = free < 0 ? rows.indexOf(Math.min(...rows)) : free;
      rows[row] = at;
      return {item, x: at, row};
    });
}

/** `text` cut to about `width` px at 13 px; full-width characters count double. */
export function cut(text, width) {
  let used = 0, kept = "";
  for (const letter of text) {
    used += letter > "\u2e80" ? 13 : 7;
    if (used > width) return kept ? `${kept.slice(0, -1)}\u2026` : "";
    kept += letter;
  }
  return kept;
}

/** A moment moved by steps, on whole steps. */
export function moved(at, steps, stepMs) { return Math.round(at / stepMs) * stepMs + steps * stepMs; }

// Arithmetic of the clocks, without a page. All times are integer milliseconds.

const DAY = 86400000;

/** What the clocks show at a wall moment: the same sum as games.engine.clock.read. `rate` is scenario ms a second. */
export function anchorAt(anchor, wallMs) {
  const elapsed = anchor.running ? Math.max(0, wallMs - anchor.wall_ms) : 0;
  const exercise = anchor.exercise_ms + elapsed;
  return {
    exercise_ms: exercise,
    scenario_ms: anchor.scenario_ms + Math.floor((elapsed * anchor.rate) / 1000),
    turn_left_ms: anchor.turn_ends_ms == null ? null : anchor.turn_ends_ms - exercise,
  };
}

function two(n) { return String(n).padStart(2, "0"); }

/** `1:12:40` or `12:04`; overdue with a minus sign. */
export function formatDuration(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const sign = ms < 0 && seconds ? "\u2212" : "";
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  return sign + (hours ? `${hours}:${two(minutes)}` : minutes) + `:${two(seconds % 60)}`;
}

/** `D+3 06:40` in the pattern of the reader's language. */
export function formatScenario(ms, pattern) {
  const day = Math.floor(ms / DAY), rest = ms - day * DAY;
  const clock = `${two(Math.floor(rest / 3600000))}:${two(Math.floor(rest / 60000) % 60)}`;
  return pattern.replace("%(day)s", day < 0 ? `\u2212${-day}` : `+${day}`).replace("%(clock)s", clock);
}

/** How near the end of a turn is: ok, amber (5 minutes), red (1 minute), closed. */
export function turnLevel(leftMs) {
  if (leftMs <= 0) return "closed";
  if (leftMs <= 60000) return "red";
  return leftMs <= 300000 ? "amber" : "ok";
}

/** How long something has waited against its two thresholds. */
export function ageLevel(ms, amber, red) {
  if (ms >= red) return "red";
  return ms >= amber ? "amber" : "ok";
}

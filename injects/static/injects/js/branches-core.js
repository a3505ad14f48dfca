// How the boxes and lines of the branch graph are measured, without a page. Places are pixels.

const LATIN = 7, WIDE = 13, LINE = 17, PAD = 9;
const BOX = {inject: 190, gate: 210};
const MOST_LINES = {inject: 3, gate: 6};
const EDGE_WIDTH = 118, EDGE_LINE = 14, EDGE_LINES = 3, EDGE_SCALE = 0.86;

const widthOf = letter => (letter > "\u2e80" ? WIDE : LATIN);

function lengthOf(text, scale) { return [...text].reduce((sum, letter) => sum + widthOf(letter) * scale, 0); }

/** Where a line of text may break: between words, and anywhere between full-width characters. */
function pieces(text) {
  return text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? [];
}

/** `text` in lines of about `width` px; what does not fit in `most` lines ends in an ellipsis. */
export function wrap(text, width, most, scale = 1) {
  const lines = [];
  let line = "", used = 0;
  for (const piece of pieces(text)) {
    const length = lengthOf(piece.trimEnd(), scale);
    if (line && used + length > width) {
      lines.push(line.trimEnd());
      line = "";
      used = 0;
    }
    line += piece;
    used += lengthOf(piece, scale);
  }
  if (line.trim()) lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1].slice(0, -1)}\u2026`];
}

/** A node with its lines and the size of its box. */
export function boxOf(node) {
  const lines = wrap(node.label, BOX[node.kind] - 2 * PAD - (node.kind === "gate" ? 14 : 0), MOST_LINES[node.kind]);
  return {...node, lines, width: BOX[node.kind], height: lines.length * LINE + 2 * PAD};
}

/** An edge with its lines and the room they take. */
export function lineOf(edge) {
  const lines = wrap(edge.label, EDGE_WIDTH, EDGE_LINES, EDGE_SCALE);
  const written = Math.max(...lines.map(line => lengthOf(line, EDGE_SCALE)));
  return {...edge, lines, written: Math.min(EDGE_WIDTH, written + 8), width: EDGE_WIDTH, height: lines.length * EDGE_LINE + 4};
}

/** A smooth path through the points of an edge. */
export function path(points) {
  if (points.length < 3) return `M${points.map(({x, y}) => `${x},${y}`).join("L")}`;
  let made = `M${points[0].x},${points[0].y}`;
  for (let at = 1; at < points.length - 1; at += 1) {
    const here = points[at], next = points[at + 1];
    const end = at === points.length - 2 ? next : {x: (here.x + next.x) / 2, y: (here.y + next.y) / 2};
    made += `Q${here.x},${here.y} ${end.x},${end.y}`;
  }
  return made;
}

/** The corners of the arrow's head at the end of an edge. */
export function arrow(points) {
  const tip = points.at(-1), before = points.at(-2);
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = turn => `${tip.x - 9 * Math.cos(angle + turn)},${tip.y - 9 * Math.sin(angle + turn)}`;
  return `${tip.x},${tip.y} ${corner(0.42)} ${corner(-0.42)}`;
}

/** A moment of the story as a deck has it: +1 12:00 is a day and twelve hours after STARTEX, never before it. */
export function offset(ms) {
  const minutes = Math.max(0, Math.round(ms / 60000)), two = number => String(number).padStart(2, "0");
  return `+${Math.floor(minutes / 1440)} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

export const MEASURES = {LINE, PAD, EDGE_LINE};

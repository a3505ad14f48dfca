// Arithmetic of the map, without a page: where labels go, what a scale bar says, which icons share a place.

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/;

/** About how wide a text is drawn, in px, where it cannot be measured. */
export function textWidth(text, size) {
  let width = 0;
  for (const letter of text) width += WIDE.test(letter) ? size * 1.02 : size * 0.62;
  return width;
}

function meets(a, b) { return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]; }

/** What is taken on the map so far, as boxes [left, top, right, bottom]. */
export class Room {
  constructor(width, height) {
    this.frame = [0, 0, width, height];
    this.boxes = [];
  }

  take(box) { this.boxes.push(box); }

  isFree(box) {
    const [left, top, right, bottom] = this.frame;
    return box[0] >= left && box[1] >= top && box[2] <= right && box[3] <= bottom && !this.boxes.some(other => meets(box, other));
  }
}

/** Eight places near a point for a text of this size, the best first; `gap` keeps it off the symbol. */
export function nearby(x, y, width, height, gap) {
  const half = height / 2, near = gap * 0.7;
  return [
    [x + gap, y - half], [x - gap - width, y - half], [x - width / 2, y - gap - height], [x - width / 2, y + gap],
    [x + near, y - near - height], [x + near, y + near], [x - near - width, y - near - height], [x - near - width, y + near],
  ].map(([left, top]) => [left, top, left + width, top + height]);
}

/** Places further off, at the end of a line that leads to the point. */
export function further(x, y, width, height, unit) {
  const found = [];
  for (const reach of [30, 46, 64, 84]) {
    for (let turn = 0; turn < 12; turn += 1) {
      const angle = ((turn * 30 - 15) * Math.PI) / 180;
      const cx = x + Math.cos(angle) * reach * unit, cy = y + Math.sin(angle) * reach * unit;
      const left = Math.cos(angle) < 0 ? cx - width : cx;
      found.push({box: [left, cy - height / 2, left + width, cy + height / 2], end: [cx, cy]});
    }
  }
  return found;
}

/**
 * Finds room for labels, one after the other: {x, y, text, size, width, gap, leader, centred}. Gives each its box, and the
 * end of a leader line where it has one; null where there is no room.
 */
export function placed(labels, room, unit = 1) {
  return labels.map(label => {
    const width = label.width ?? textWidth(label.text, label.size), height = label.size * 1.25;
    const spots = label.centred ? [[label.x - width / 2, label.y - height / 2, label.x + width / 2, label.y + height / 2]] : [];
    for (const box of [...spots, ...nearby(label.x, label.y, width, height, label.gap)]) {
      if (room.isFree(box)) { room.take(box); return {box, end: null}; }
    }
    if (!label.leader) return null;
    for (const {box, end} of further(label.x, label.y, width, height, unit)) {
      if (room.isFree(box)) { room.take(box); return {box, end}; }
    }
    return null;
  });
}

/** Pushes points that are nearer to each other than `least` apart, as little as needed; the order decides ties. */
export function apart(points, least, rounds = 40) {
  const found = points.map(([x, y]) => [x, y]);
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (let i = 0; i < found.length; i += 1) {
      for (let j = i + 1; j < found.length; j += 1) {
        const dx = found[j][0] - found[i][0], dy = found[j][1] - found[i][1];
        const distance = Math.hypot(dx, dy);
        if (distance >= least - 0.5) continue;
        // Two on one point part along a direction of their own, so that many on one point spread like a fan.
        const [ux, uy] = distance > 0.01 ? [dx / distance, dy / distance] : [Math.cos(j * 2.4), Math.sin(j * 2.4)];
        const push = (least - distance) / 2;
        found[i] = [found[i][0] - ux * push, found[i][1] - uy * push];
        found[j] = [found[j][0] + ux * push, found[j][1] + uy * push];
        moved = true;
      }
    }
    if (!moved) break;
  }
  return found;
}

/** Things that stand on one spot are drawn side by side: the offset of each, in order. */
export function sideBySide(spots, step) {
  const count = new Map();
  return spots.map(spot => {
    const key = spot.join(",");
    const nth = count.get(key) ?? 0;
    count.set(key, nth + 1);
    return nth * step;
  });
}

/** A round number of nautical miles that is at most `most` px long, and its length. `pxPerNm` is at the middle. */
export function scaleBar(pxPerNm, most) {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
  const fits = steps.filter(nm => nm * pxPerNm <= most);
  const nm = fits.at(-1) ?? 1;
  return {nm, px: nm * pxPerNm};
}

/** Pixels to a nautical mile on a Mercator map of this scale (px to a radian at the equator), at a latitude. */
export function pxPerNm(scale, latitude) {
  return scale / Math.cos((latitude * Math.PI) / 180) / 3440.065;
}

/** The transform {x, y, k} that shows the box [[left, top], [right, bottom]] in a window of this size. */
export function fitted([[left, top], [right, bottom]], width, height) {
  const k = Math.min(width / (right - left), height / (bottom - top));
  return {k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2};
}

/** The middle of a ring of points: of its area, or of the points where it has none. */
export function middle(points) {
  let area = 0, x = 0, y = 0;
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [ax, ay] = points[i], [bx, by] = points[i + 1];
    const cross = ax * by - bx * ay;
    area += cross; x += (ax + bx) * cross; y += (ay + by) * cross;
  }
  if (Math.abs(area) < 1e-9) return points[Math.floor(points.length / 2)];
  return [x / (3 * area), y / (3 * area)];
}

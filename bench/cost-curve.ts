/** What a run costs as events grow, as a picture: both axes by powers of ten, so that a straight line is a power, its slope the exponent. */

export interface Series {
  readonly name: string;
  /** An SVG colour. */
  readonly colour: string;
  readonly points: readonly Point[];
}

/** `x` events, `y` seconds. Both above zero. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The exponent b of the power y = a x^b that lies nearest to the points, by least squares of the logarithms; 1 means in proportion.
 * Throws a RangeError for fewer than two sizes.
 */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log10(x), y: Math.log10(y) }));
  const mean = (value: (point: Point) => number): number =>
    logs.reduce((sum, point) => sum + value(point), 0) / logs.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  if (logs.length < 2 || spread === 0) throw new RangeError('an exponent needs two sizes');
  return logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}

const width = 780;
const height = 440;
const left = 70;
const right = 260;
const top = 20;
const bottom = 50;

const powers = new Map([
  [3, '1 k'],
  [4, '10 k'],
  [5, '100 k'],
  [6, '1 M'],
  [7, '10 M'],
  [8, '100 M'],
  [9, '1 B'],
]);

/** The picture as a whole SVG file. Each line's name stands at its end, with its exponent over all sizes and between the last two. */
export function costCurve(series: readonly Series[], title: string): string {
  const all = series.flatMap(({ points }) => points);
  const [x0, x1] = decades(all.map(({ x }) => x));
  const [y0, y1] = decades(all.map(({ y }) => y));
  const x = (value: number): number => round(left + ((Math.log10(value) - x0) / (x1 - x0)) * (width - left - right));
  const y = (value: number): number =>
    round(height - bottom - ((Math.log10(value) - y0) / (y1 - y0)) * (height - top - bottom));
  const vertical = range(x0, x1).map(
    (power) =>
      `<path class="grid" d="M${x(10 ** power)} ${top}V${height - bottom}"/><text class="tick" x="${x(10 ** power)}" y="${height - bottom + 18}" text-anchor="middle">${powers.get(power) ?? `10^${power}`}</text>`,
  );
  const horizontal = range(y0, y1).map(
    (power) =>
      `<path class="grid" d="M${left} ${y(10 ** power)}H${width - right}"/><text class="tick" x="${left - 8}" y="${y(10 ** power) + 4}" text-anchor="end">${String(Number((10 ** power).toPrecision(1)))} s</text>`,
  );
  const ends = spaced(series.map(({ points }) => y(points.at(-1)?.y ?? 1)));
  const lines = series.map(({ name, colour, points }, index) => {
    const path = points.map((point) => `${x(point.x)} ${y(point.y)}`).join('L');
    const dots = points
      .map((point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="3.5" fill="${colour}"/>`)
      .join('');
    const label = `${name}: ${exponentOf(points).toFixed(2)}, at last ${exponentOf(points.slice(-2)).toFixed(2)}`;
    return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}<text x="${x(points.at(-1)?.x ?? 1) + 10}" y="${(ends[index] ?? 0) + 4}" fill="${colour}">${escaped(label)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="sans-serif" font-size="13">
<title>${escaped(title)}</title>
<style>.grid{stroke:#d5d8dc;stroke-width:1}.tick{fill:#57606a;font-size:12px}</style>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${[...vertical, ...horizontal, ...lines].join('\n')}
<text class="tick" x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">raw events</text>
</svg>
`;
}

function decades(values: readonly number[]): readonly [number, number] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))];
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Moves labels apart that would cover one another, in the order of their places. */
function spaced(places: readonly number[]): readonly number[] {
  const least = 16;
  const moved = [...places];
  const order = places.map((_, index) => index).toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  order.forEach((index, at) => {
    const above = order[at - 1];
    if (above !== undefined) moved[index] = Math.max(moved[index] ?? 0, (moved[above] ?? 0) + least);
  });
  return moved;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

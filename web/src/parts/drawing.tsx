// The picture at the top of the first page: a network whose links are as thick as their weights.

const LAYERS = [3, 5, 5, 2];
const WIDTH = 400;
const HEIGHT = 250;
const MARGIN = 26;

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Link {
  readonly from: Place;
  readonly to: Place;
  readonly weight: number;
}

const PLACES: readonly (readonly Place[])[] = LAYERS.map((units, layer) =>
  Array.from({ length: units }, (_, i) => ({
    x: MARGIN + (layer * (WIDTH - 2 * MARGIN)) / (LAYERS.length - 1),
    y: HEIGHT / 2 + (i - (units - 1) / 2) * 46,
  })),
);

const LINKS: readonly Link[] = PLACES.slice(1).flatMap((units, layer) =>
  units.flatMap((to, i) =>
    (PLACES[layer] ?? []).map((from, j) => ({
      from,
      to,
      weight: Math.sin(12.9898 * (i + 1) + 78.233 * (j + 1) + 37.719 * (layer + 1)),
    })),
  ),
);

export function Drawing() {
  return (
    <svg class="drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {LINKS.map((link) => (
        <path
          key={path(link)}
          d={path(link)}
          class={link.weight > 0 ? "link positive" : "link negative"}
          stroke-width={0.4 + 3.6 * link.weight ** 2}
        />
      ))}
      {PLACES.flat().map(({ x, y }) => (
        <circle key={`${x} ${y}`} class="unit" cx={x} cy={y} r={12} />
      ))}
    </svg>
  );
}

function path({ from, to }: Link): string {
  const middle = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

// Points drawn by hand: putting, spraying, erasing, and their form in a link (three bytes each, in
// base64url), which the server reads in src/mieru/playground/drawn.py.

export interface Drawn {
  readonly x: number;
  readonly y: number;
  /** A class number below 20, or 128 + 100 times a value −1…1. */
  readonly mark: number;
}

export const REACH = 6;
export const MOST_DRAWN = 2_000;
export const MOST_CLASSES = 20;
const STEP = 0.05;
const STEPS = 240;
const ZERO = 128;
const LETTERS = "ABCDEFGHIJKLMNOPQRST";

export function classLetter(mark: number): string {
  return LETTERS[mark] ?? "?";
}

export function markOfValue(value: number): number {
  return ZERO + Math.round(100 * Math.max(-1, Math.min(1, value)));
}

/** The value of a mark; class 0 is −1, and others +1. */
export function valueOf(mark: number): number {
  if (mark < MOST_CLASSES) return mark === 0 ? -1 : 1;
  return (mark - ZERO) / 100;
}

/** The class of a mark; a value below 0 is of class 0. */
export function classOf(mark: number): number {
  if (mark < MOST_CLASSES) return mark;
  return mark < ZERO ? 0 : 1;
}

export function snapped(v: number): number {
  return Math.round((Math.max(-REACH, Math.min(REACH, v)) + REACH) / STEP) * STEP - REACH;
}

export function encode(points: readonly Drawn[]): string {
  const bytes = points.flatMap(({ x, y, mark }) => [toStep(x), toStep(y), mark]);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** The points of a link; none where it cannot be read, which the server then says. */
export function decode(text: string): Drawn[] {
  let bytes: string;
  try {
    bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return [];
  }
  return Array.from({ length: Math.floor(bytes.length / 3) }, (_, i) => ({
    x: bytes.charCodeAt(3 * i) * STEP - REACH,
    y: bytes.charCodeAt(3 * i + 1) * STEP - REACH,
    mark: bytes.charCodeAt(3 * i + 2),
  }));
}

/** The points with one more, where there is room and none of the kind lies there already. */
export function put(points: readonly Drawn[], point: Drawn): readonly Drawn[] {
  const { mark } = point;
  const [x, y] = [snapped(point.x), snapped(point.y)];
  const there = points.some((p) => p.mark === mark && near(p.x, x) && near(p.y, y));
  return there || points.length >= MOST_DRAWN ? points : [...points, { x, y, mark }];
}

/** One point for a brush without width; else a few at random inside its circle. */
export function spray(
  points: readonly Drawn[],
  at: Drawn,
  radius: number,
  random: () => number = Math.random,
): readonly Drawn[] {
  if (radius === 0) return put(points, at);
  let all = points;
  for (let i = 0; i < 3; i++) {
    const distance = radius * Math.sqrt(random());
    const angle = 2 * Math.PI * random();
    const x = at.x + distance * Math.cos(angle);
    const y = at.y + distance * Math.sin(angle);
    if (Math.abs(x) <= REACH && Math.abs(y) <= REACH) all = put(all, { x, y, mark: at.mark });
  }
  return all;
}

export function erase(
  points: readonly Drawn[],
  at: { readonly x: number; readonly y: number },
  radius: number,
): readonly Drawn[] {
  const rest = points.filter(({ x, y }) => Math.hypot(x - at.x, y - at.y) > radius);
  return rest.length === points.length ? points : rest;
}

function toStep(v: number): number {
  return Math.max(0, Math.min(STEPS, Math.round((v + REACH) / STEP)));
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < STEP / 2;
}

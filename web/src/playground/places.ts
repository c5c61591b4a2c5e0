// Where in a network something is, and where in its rows of numbers. Layers count from the inputs,
// which are layer 0; the messages of the server count weight layers, one less.

export interface UnitPlace {
  readonly layer: number;
  readonly unit: number;
}

/** The link into `unit` of `layer` from unit `source` of the layer below. */
export interface LinkPlace extends UnitPlace {
  readonly source: number;
}

export type Place = UnitPlace | LinkPlace;

/** Units by layer, inputs first. */
export type Sizes = readonly number[];

export function isLink(place: Place): place is LinkPlace {
  return "source" in place;
}

export function samePlace(a: Place | null, b: Place | null): boolean {
  if (a === null || b === null) return a === b;
  const source = (place: Place) => (isLink(place) ? place.source : -1);
  return a.layer === b.layer && a.unit === b.unit && source(a) === source(b);
}

/** Of the unit's picture among all pictures. */
export function pictureIndex(sizes: Sizes, { layer, unit }: UnitPlace): number {
  return total(sizes.slice(0, layer)) + unit;
}

/** Of the unit's bias among all biases. */
export function biasIndex(sizes: Sizes, { layer, unit }: UnitPlace): number {
  return total(sizes.slice(1, layer)) + unit;
}

/** Of the link's weight among all weights. */
export function weightIndex(sizes: Sizes, { layer, unit, source }: LinkPlace): number {
  return weightCount(sizes.slice(0, layer)) + unit * (sizes[layer - 1] ?? 0) + source;
}

export function weightCount(sizes: Sizes): number {
  return sizes.reduce((sum, units, layer) => sum + units * (sizes[layer - 1] ?? 0), 0);
}

export function biasCount(sizes: Sizes): number {
  return total(sizes.slice(1));
}

export function exists(sizes: Sizes, place: Place): boolean {
  const there = place.unit < (sizes[place.layer] ?? 0);
  return there && (!isLink(place) || place.source < (sizes[place.layer - 1] ?? 0));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}

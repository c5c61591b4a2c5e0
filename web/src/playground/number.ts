// Numbers that change with every frame, always as wide as each other.

/** Three decimals; with fewer where it is large, and −0.000 never. */
export function steady(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e5) return value.toExponential(2).replace("e+", "e").replaceAll("-", "−");
  const text = value.toFixed(size < 100 ? 3 : size < 1000 ? 2 : 1);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** A loss: where it is small, with as many decimals as tell it from zero. */
export function steadyLoss(value: number | null | undefined): string {
  return value != null && Math.abs(value) < 0.01 ? value.toFixed(5) : steady(value);
}

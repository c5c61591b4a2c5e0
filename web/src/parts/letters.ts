/** The size of the page's letters in CSS pixels, which grows with the screen; canvases follow it. */
export function letterSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

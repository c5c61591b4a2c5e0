// Dark or light: as the address says, else as the reader's system does.

import { computed, effect, signal } from "@preact/signals";
import { option, setOption } from "./address";

export type Theme = "dark" | "light";

const system = signal<Theme>("light");

export const theme = computed<Theme>(() => {
  const chosen = option("theme");
  return chosen === "dark" || chosen === "light" ? chosen : system.value;
});

export function toggleTheme(): void {
  setOption("theme", theme.value === "dark" ? "light" : "dark");
}

export function followTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    system.value = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
}

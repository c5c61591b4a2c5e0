// Every sentence in the reader's language: theirs by the address, else by their browser.

import { computed } from "@preact/signals";
import { option } from "./address";
import { GLOSSARY } from "./glossary";
import type { Text } from "./messages";
import { WORDS } from "./words";

export type Language = "en" | "ja";

const OF_THE_BROWSER: Language =
  typeof navigator !== "undefined" && navigator.language.toLowerCase().startsWith("ja")
    ? "ja"
    : "en";

export const language = computed<Language>(() => {
  const chosen = option("lang");
  if (chosen === "jp") return "ja"; // as the original playground's Japanese edition writes it
  return chosen === "ja" || chosen === "en" ? chosen : OF_THE_BROWSER;
});

export function told(text: Text): string {
  return text[language.value];
}

/** One of the page's own sentences; `{name}` in it is replaced by the value of that name. */
export function say(key: keyof typeof WORDS, values: Record<string, string | number> = {}): string {
  return filled(told(WORDS[key]), values);
}

export function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The word of the field for a name used in Python and JSON; an unknown name as it stands. */
export function term(name: string): string {
  return Object.hasOwn(GLOSSARY, name)
    ? sentenceCase(told(GLOSSARY[name as keyof typeof GLOSSARY]))
    : name;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

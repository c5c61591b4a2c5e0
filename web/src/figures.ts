// Numbers as the reader writes them.

import { language, say } from "./language";

const LARGEST_PLAIN = 1e15;

const RAISED: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [String(digit), sign])),
  "-": "⁻",
};

/** With a minus that is as wide as a digit, and powers of ten written as such. */
function typeset(text: string): string {
  return text
    .replace(/e\+?(-?\d+)$/, (_, power: string) => {
      return ` × 10${[...power].map((sign) => RAISED[sign]).join("")}`;
    })
    .replaceAll("-", "−");
}

/** Whole numbers with separators; beyond 10¹⁵, where JavaScript loses digits, as a power of ten. */
export function counted(n: number): string {
  const plain = Math.abs(n) < LARGEST_PLAIN;
  return typeset(plain ? n.toLocaleString(language.value) : n.toExponential(2));
}

/** Four significant digits, which is what a loss is compared by. */
export function measured(value: number | null | undefined): string {
  if (value == null) return "–";
  if (Number.isInteger(value) && Math.abs(value) < LARGEST_PLAIN) return counted(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return typeset(value.toExponential(2));
  return typeset(value.toLocaleString(language.value, { maximumSignificantDigits: 4 }));
}

/** 0.9842 as 98.42 %. */
export function percent(value: number | null | undefined): string {
  return value == null ? "–" : `${(100 * value).toFixed(2)} %`;
}

export function isShare(name: string): boolean {
  return name.endsWith("accuracy");
}

export function metric(name: string, value: number | null | undefined): string {
  return isShare(name) ? percent(value) : measured(value);
}

/** Seconds as a person says them: 0.42 s, 12.3 s, 4 min 5 s, 2 h 10 min. */
export function duration(seconds: number | null): string {
  if (seconds === null) return "–";
  const [s, min, h] = language.value === "ja" ? [" 秒", " 分", " 時間"] : [" s", " min", " h"];
  if (seconds < 10) return `${seconds.toFixed(2)}${s}`;
  if (seconds < 60) return `${seconds.toFixed(1)}${s}`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}${min} ${whole % 60}${s}`;
  return `${Math.floor(whole / 3600)}${h} ${Math.floor((whole % 3600) / 60)}${min}`;
}

/** An ISO 8601 time in the reader's own; what is none as it stands. */
export function moment(when: string): string {
  const time = new Date(when);
  if (Number.isNaN(time.getTime())) return when;
  return time.toLocaleString(language.value, { dateStyle: "medium", timeStyle: "short" });
}

export function shape(sizes: readonly number[]): string {
  return sizes.length ? sizes.map(counted).join(" × ") : "1";
}

const ENDINGS = ["finished", "stopped", "interrupted", "diverged"] as const;

export function ending(reason: string): string {
  const known = ENDINGS.find((name) => name === reason);
  return known ? say(known) : reason;
}

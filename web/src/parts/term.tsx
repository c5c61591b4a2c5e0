// A word of the field; under the pointer it says what it means, and its name in the other language.

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { GLOSSARY } from "../glossary";
import { language, term, told } from "../language";
import { MEANINGS } from "./meanings";
import "../styles/term.css";

export type TermName = keyof typeof GLOSSARY;

export function Term({ name }: { name: TermName }) {
  return (
    <span class="term" data-term={name}>
      {term(name)}
    </span>
  );
}

export function meaning(name: TermName): string | null {
  const found = Object.hasOwn(MEANINGS, name) ? MEANINGS[name as keyof typeof MEANINGS] : null;
  return found && told(found);
}

interface Shown {
  readonly name: TermName;
  readonly at: DOMRect;
}

const PATIENCE = 350; // milliseconds that the pointer rests on the word
const APART = 8; // CSS pixels
const shown = signal<Shown | null>(null);

/** Once on the page: explains whatever word the pointer rests on. */
export function Meanings() {
  const card = useRef<HTMLDivElement>(null);
  useEffect(watchPointer, []);
  const now = shown.value;
  useLayoutEffect(() => {
    if (!card.current || !now) return;
    const { width, height } = card.current.getBoundingClientRect();
    const below = now.at.bottom + APART + height <= innerHeight;
    const left = Math.max(APART, Math.min(now.at.left, innerWidth - width - APART));
    const top = below ? now.at.bottom + APART : now.at.top - APART - height;
    card.current.style.translate = `${left}px ${top}px`;
  }, [now]);
  if (!now) return null;
  const { en, ja } = GLOSSARY[now.name];
  const [here, there] = language.value === "ja" ? [ja, en] : [en, ja];
  return (
    <div class="meaning" ref={card} role="tooltip">
      <p class="meaning-words">
        <b>{here}</b>
        {here !== there && <span lang={language.value === "ja" ? "en" : "ja"}>{there}</span>}
      </p>
      {meaning(now.name) && <p>{meaning(now.name)}</p>}
    </div>
  );
}

function watchPointer(): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(waiting);
    shown.value = null;
  };
  const over = ({ target, pointerType }: PointerEvent) => {
    const word = (target as Element | null)?.closest<HTMLElement>("[data-term]");
    const name = word?.dataset["term"];
    if (name === shown.peek()?.name) return;
    hide();
    if (!word || pointerType === "touch" || !Object.hasOwn(GLOSSARY, name ?? "")) return;
    waiting = setTimeout(() => {
      shown.value = { name: name as TermName, at: word.getBoundingClientRect() };
    }, PATIENCE);
  };
  const escape = ({ key }: KeyboardEvent) => key === "Escape" && hide();
  document.addEventListener("pointerover", over);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", escape);
  return () => {
    hide();
    document.removeEventListener("pointerover", over);
    document.removeEventListener("pointerdown", hide);
    document.removeEventListener("scroll", hide, true);
    document.removeEventListener("keydown", escape);
  };
}

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

/** The same for any name, also one that is no word of the field. */
export function Word({ name }: { name: string }) {
  return Object.hasOwn(GLOSSARY, name) ? <Term name={name as TermName} /> : <>{name}</>;
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

function wordAt(target: EventTarget | null): [HTMLElement, TermName] | [] {
  const word = target instanceof Element ? target.closest<HTMLElement>("[data-term]") : null;
  const name = word?.dataset["term"] ?? "";
  return word && Object.hasOwn(GLOSSARY, name) ? [word, name as TermName] : [];
}

function watchPointer(): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(waiting);
    shown.value = null;
  };
  const show = (word: HTMLElement, name: TermName) => {
    shown.value = { name, at: word.getBoundingClientRect() };
  };
  const over = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === "touch") return; // a finger cannot rest on a word: it taps it
    const [word, name] = wordAt(target);
    if (name && name === shown.peek()?.name) return;
    hide();
    if (word && name) waiting = setTimeout(() => show(word, name), PATIENCE);
  };
  const tapped = (event: PointerEvent) => {
    if (event.pointerType !== "touch") return;
    const [word, name] = wordAt(event.target);
    if (word && name) show(word, name);
  };
  const escape = ({ key }: KeyboardEvent) => key === "Escape" && hide();
  document.addEventListener("pointerover", over);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("click", tapped);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", escape);
  return () => {
    hide();
    document.removeEventListener("pointerover", over);
    document.removeEventListener("pointerdown", hide);
    document.removeEventListener("click", tapped);
    document.removeEventListener("scroll", hide, true);
    document.removeEventListener("keydown", escape);
  };
}

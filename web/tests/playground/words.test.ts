import { expect, test } from "vitest";
import { GLOSSARY } from "../../src/glossary";
import { MEANINGS } from "../../src/parts/meanings";
import { W } from "../../src/playground/words";

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

test("every sentence of the playground is there in both languages, with the same values", () => {
  for (const [key, { en, ja }] of Object.entries(W)) {
    expect(en, key).toMatch(/[a-zA-Z]/);
    expect(ja, key).toMatch(JAPANESE);
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(values(ja), key).toEqual(values(en));
  }
});

test("what has a meaning is a word of the glossary, and is told in both languages", () => {
  for (const [name, { en, ja }] of Object.entries(MEANINGS)) {
    expect(Object.keys(GLOSSARY)).toContain(name);
    expect(en, name).toMatch(/\.$/);
    expect(ja, name).toMatch(/。$/);
  }
});

import { beforeEach, expect, test } from "vitest";
import { address, parse } from "../src/address";
import { GLOSSARY } from "../src/glossary";
import { filled, language, say, term, told } from "../src/language";
import { WORDS } from "../src/words";

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

beforeEach(() => {
  address.value = parse("");
});

test("every sentence is there in both languages, with the same values in it", () => {
  for (const [key, { en, ja }] of Object.entries(WORDS)) {
    expect(en, key).toMatch(/[a-z]/);
    expect(ja, key).toMatch(JAPANESE);
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(values(ja), key).toEqual(values(en));
  }
});

test("the address decides the language; one that is none is passed over", () => {
  const ofTheBrowser = language.value;
  address.value = parse("#/?lang=ja");
  expect([language.value, say("runs"), term("train_loss")]).toEqual([
    "ja",
    "実行の記録",
    "訓練損失",
  ]);
  address.value = parse("#/?lang=en");
  expect([language.value, say("runs"), term("train_loss")]).toEqual([
    "en",
    "Runs",
    "Training loss",
  ]);
  address.value = parse("#/?lang=tlh");
  expect(language.value).toBe(ofTheBrowser);
});

test("a link of the original's Japanese edition is read in Japanese", () => {
  address.value = parse("#activation=tanh&networkShape=4,2&seed=0.73678&hideText=false&lang=jp");
  expect(language.value).toBe("ja");
});

test("values are put into a sentence; a name without a value stays", () => {
  expect(filled("{n} of {m}", { n: 3 })).toBe("3 of {m}");
  expect(filled("{n}", { n: "{n}" })).toBe("{n}");
});

test("a name that is no term stands as it is", () => {
  for (const name of ["d_w1", "toString", "__proto__", ""]) expect(term(name)).toBe(name);
});

test("the glossary has a word in each language for every term", () => {
  for (const text of Object.values(GLOSSARY)) {
    expect(told(text)).not.toBe("");
    expect(text.ja).not.toBe("");
  }
});

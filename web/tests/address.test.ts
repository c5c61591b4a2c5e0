import { expect, test } from "vitest";
import { address, changed, format, hrefOfLink, moved, parse } from "../src/address";

test("a page and its options survive the way into the address and back", () => {
  for (const address of [
    { path: [], options: {} },
    { path: ["runs"], options: { lang: "ja" } },
    { path: ["runs", "mlp-20261121:mlp"], options: { log: "1", weights: "dense1/weight" } },
    { path: ["runs", "アヤメ / 100%?#&="], options: { a: "b&c=d?#%", lang: "en" } },
  ])
    expect(parse(format(address))).toEqual(address);
});

test("an address typed by hand is read as far as it makes sense", () => {
  expect(parse("")).toEqual({ path: [], options: {} });
  expect(parse("#")).toEqual({ path: [], options: {} });
  expect(parse("#runs//x?")).toEqual({ path: ["runs", "x"], options: {} });
  expect(parse("#/runs/100%")).toEqual({ path: ["runs", "100%"], options: {} });
  expect(parse("#/?a=1?b=2").options).toEqual({ a: "1?b=2" });
});

test("the order of options does not change the address", () => {
  expect(format({ path: [], options: { b: "2", a: "1" } })).toBe("#/?a=1&b=2");
});

test("language and theme go along to another page, the options of a page stay behind", () => {
  const here = parse("#/runs/x?lang=ja&theme=dark&log=1&weights=a");
  expect(format(moved(here, ["runs"]))).toBe("#/runs?lang=ja&theme=dark");
});

test("one option is set or taken away, the others stay", () => {
  const here = parse("#/runs/x?lang=ja&log=1");
  expect(format(changed(here, "lang", "en"))).toBe("#/runs/x?lang=en&log=1");
  expect(format(changed(here, "log", null))).toBe("#/runs/x?lang=ja");
});

test("an experiment's link is left as it is; the reader's choices stand beside it", () => {
  const here = parse("#/playground?lang=ja&features=x1,x2+x1^2&network=8%20relu&tab=doctor");
  expect(here.link).toBe("/playground?features=x1,x2+x1^2&network=8%20relu");
  expect(here.options).toEqual({ lang: "ja", tab: "doctor" });
  expect(format(here)).toBe(
    "#/playground?features=x1,x2+x1^2&network=8%20relu&lang=ja&tab=doctor",
  );
  expect(format(moved(here, ["runs"]))).toBe("#/runs?lang=ja");
});

test("a link that the server gives is followed in the reader's language and theme", () => {
  address.value = parse("#/populations?lang=ja&theme=dark&plan=x");
  expect(hrefOfLink("/playground?rate=.1&network=2,2")).toBe(
    "#/playground?rate=.1&network=2,2&lang=ja&theme=dark",
  );
  expect(hrefOfLink("/playground")).toBe("#/playground?lang=ja&theme=dark");
  expect(hrefOfLink("activation=tanh&seed=0.5")).toBe(
    "#activation=tanh&seed=0.5&lang=ja&theme=dark",
  );
});

test("a link of the original playground is one of the playground, in its own form", () => {
  const here = parse("#activation=tanh&networkShape=4,2&seed=0.5&lang=ja");
  expect(here.path).toEqual(["playground"]);
  expect(here.link).toBe("activation=tanh&networkShape=4,2&seed=0.5");
  expect(format(changed(here, "theme", "dark"))).toBe(
    "#activation=tanh&networkShape=4,2&seed=0.5&lang=ja&theme=dark",
  );
});

test("the playground without an experiment has no link", () => {
  expect(parse("#/playground")).toEqual({ path: ["playground"], options: {} });
  expect(format(parse("#/playground?lang=ja"))).toBe("#/playground?lang=ja");
});

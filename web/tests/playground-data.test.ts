import { describe, expect, it } from "vitest";
import type { Experiment, OwnTable } from "../src/messages";
import {
  axesOf,
  chooseAxes,
  chooseDrawn,
  chooseSet,
  chooseTable,
  chooseTarget,
  targetOf,
} from "../src/playground/data/choosing";
import {
  classOf,
  decode,
  type Drawn,
  encode,
  erase,
  markOfValue,
  MOST_DRAWN,
  put,
  snapped,
  spray,
  valueOf,
} from "../src/playground/data/drawing";
import { picture, toggled, USUAL } from "../src/playground/data/feature-pictures";

const EXPERIMENT = {
  mode: "original",
  problem: "classification",
  data: "circle",
  table: "",
  points: "",
  columns: [],
} as unknown as Experiment;

function column(name: string, ...problems: ("classification" | "regression")[]) {
  return { name, kind: "number", missing: 0, different: 9, axis: true, problems, left_out: null };
}

function table(target: string, ...columns: ReturnType<typeof column>[]): OwnTable {
  return { digest: "d", rows: 9, columns, target, preview: [] } as unknown as OwnTable;
}

describe("points drawn by hand", () => {
  it("have the form that the server reads", () => {
    const points: Drawn[] = [
      { x: 0, y: 0, mark: 0 },
      { x: 6, y: -6, mark: 1 },
    ];
    expect(encode(points)).toBe("eHgA8AAB"); // as in mieru.playground.drawn
    const back = decode("eHgA8AAB");
    expect(back.map(({ mark }) => mark)).toEqual([0, 1]);
    expect(back[1]?.x).toBeCloseTo(6);
    expect(back[1]?.y).toBeCloseTo(-6);
  });

  it("come back from every link, and none from a damaged one", () => {
    const points = Array.from({ length: 241 }, (_, i) => ({
      x: snapped(i / 20 - 6),
      y: snapped(6 - i / 20),
      mark: i % 20,
    }));
    const back = decode(encode(points));
    expect(back.length).toBe(points.length);
    back.forEach((point, i) => {
      expect(point.x).toBeCloseTo(points[i]?.x as number);
      expect(point.y).toBeCloseTo(points[i]?.y as number);
      expect(point.mark).toBe(i % 20);
    });
    expect(decode("%%%")).toEqual([]);
    expect(decode("")).toEqual([]);
  });

  it("serve as classes and as values", () => {
    expect([-1, -0.25, 0, 1].map(markOfValue).map(valueOf)).toEqual([-1, -0.25, 0, 1]);
    expect([0, 1, 5, markOfValue(-0.5), markOfValue(0)].map(classOf)).toEqual([0, 1, 5, 0, 1]);
    expect([0, 1].map(valueOf)).toEqual([-1, 1]);
  });

  it("are put once in each place, sprayed inside the brush, and erased by distance", () => {
    const one = put([], { x: 1.01, y: 2, mark: 0 });
    expect(put(one, { x: 1, y: 2, mark: 0 })).toBe(one);
    expect(put(one, { x: 1, y: 2, mark: 1 })).toHaveLength(2);
    const many = spray([], { x: 5.9, y: 0, mark: 1 }, 1);
    for (const { x, y } of many) {
      expect(Math.abs(x)).toBeLessThanOrEqual(6);
      expect(Math.hypot(x - 5.9, y)).toBeLessThan(1.1);
    }
    expect(erase(one, { x: 1, y: 2 }, 0.5)).toEqual([]);
    expect(erase(one, { x: 3, y: 2 }, 0.5)).toBe(one);
    const full = Array.from({ length: MOST_DRAWN }, () => ({ x: 0, y: 0, mark: 0 }));
    expect(put(full, { x: 1, y: 1, mark: 0 })).toBe(full);
  });
});

describe("choosing data", () => {
  it("keeps the original's mode for its own sets only", () => {
    expect(chooseSet("spiral", EXPERIMENT)).toMatchObject({ mode: "original", data: "spiral" });
    expect(chooseSet("iris", EXPERIMENT).mode).toBe("mieru");
    expect(chooseDrawn("eHgA").mode).toBe("mieru");
  });

  it("keeps the target of a table while its axes change", () => {
    const now = { ...EXPERIMENT, columns: ["kind"] };
    expect(targetOf(now)).toBe("kind");
    expect(axesOf(now)).toEqual([]);
    const both = { ...now, ...chooseAxes(now, ["a", "b"]) };
    expect(both.columns).toEqual(["a", "b", "kind"]);
    expect(chooseAxes(both, []).columns).toEqual(["kind"]);
    expect(chooseAxes(EXPERIMENT, ["a", "b"]).columns).toEqual(["a", "b"]);
  });

  it("takes the likely target of a table, or another that can be one", () => {
    const usual = table("kind", column("a", "regression"), column("kind", "classification"));
    expect(chooseTable(usual)).toMatchObject({
      columns: ["kind"],
      problem: "classification",
      table: "d",
    });
    const other = table("name", column("a", "regression"), column("name"));
    expect(chooseTable(other)).toMatchObject({ columns: ["a"], problem: "regression" });
    expect(chooseTable(table("name", column("name")))).toBeNull();
  });

  it("changes the problem where a new target asks for it", () => {
    const found = table("kind", column("a", "regression"), column("kind", "classification"));
    const now = { ...EXPERIMENT, columns: ["a", "b", "kind"] };
    expect(chooseTarget(now, found, "a")).toEqual({ columns: ["a"], problem: "regression" });
    expect(chooseTarget(now, found, "kind").columns).toEqual(["a", "b", "kind"]);
  });
});

describe("features", () => {
  it("stay in their order, formulas last", () => {
    expect(toggled(["x1", "x2"], "x1^2")).toEqual(["x1", "x2", "x1^2"]);
    expect(toggled(["x2", "exp(x1)"], "x1")).toEqual(["x1", "x2", "exp(x1)"]);
    expect(toggled(["x1", "exp(x1)"], "exp(x1)")).toEqual(["x1"]);
    expect(toggled(["x1"], "x1 + x2")).toEqual(["x1", "x1 + x2"]);
  });

  it("have pictures with their upper rows at the top", () => {
    const [x1, x2] = [USUAL[0], USUAL[1]].map((f) => picture(f?.value ?? (() => 0), 20));
    expect([x1?.[0], x1?.[19]]).toEqual([0, 255]);
    expect([x2?.[0], x2?.[399]]).toEqual([255, 0]);
  });
});

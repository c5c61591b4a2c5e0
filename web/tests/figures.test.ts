import { beforeEach, expect, test } from "vitest";
import { address, parse } from "../src/address";
import { counted, duration, ending, measured, metric, moment, shape } from "../src/figures";

beforeEach(() => {
  address.value = parse("#/?lang=en");
});

test("whole numbers have separators, and no digit that JavaScript does not know", () => {
  expect(counted(79_510)).toBe("79,510");
  expect(counted(1e9)).toBe("1,000,000,000");
  expect(counted(2 ** 80)).toBe("1.21 × 10²⁴");
});

test("measured numbers have four digits that count", () => {
  expect(measured(0.112_34)).toBe("0.1123");
  expect(measured(-1.540_7)).toBe("−1.541");
  expect(measured(288)).toBe("288");
  expect(measured(0.000_012_3)).toBe("1.23 × 10⁻⁵");
  expect(measured(-12_345_678.9)).toBe("−1.23 × 10⁷");
  expect(measured(0)).toBe("0");
  expect(measured(null)).toBe("–");
  expect(measured(undefined)).toBe("–");
});

test("an accuracy is a percentage", () => {
  expect(metric("test_accuracy", 0.9842)).toBe("98.42 %");
  expect(metric("test_loss", 0.9842)).toBe("0.9842");
  expect(metric("test_accuracy", null)).toBe("–");
});

test("seconds are said as a person says them, in both languages", () => {
  expect([0.416, 12.34, 59.99, 245, 7_810].map(duration)).toEqual([
    "0.42 s",
    "12.3 s",
    "60.0 s",
    "4 min 5 s",
    "2 h 10 min",
  ]);
  expect(duration(null)).toBe("–");
  address.value = parse("#/?lang=ja");
  expect([0.416, 245, 7_810].map(duration)).toEqual(["0.42 秒", "4 分 5 秒", "2 時間 10 分"]);
});

test("a time is told in the reader's form; what is no time stands as it is", () => {
  expect(moment("2026-11-21T08:08:43+00:00")).toMatch(/2026/);
  expect(moment("yesterday")).toBe("yesterday");
});

test("shapes and endings", () => {
  expect(shape([28, 28, 1])).toBe("28 × 28 × 1");
  expect(shape([])).toBe("1");
  expect(ending("stopped")).toBe("stopped early");
  expect(ending("something else")).toBe("something else");
});

import { describe, expect, it } from "vitest";
import type { Axis, Points } from "../src/messages";
import { codePath, savePath } from "../src/playground/carry/asked";
import { type Drawn, escaped, figure } from "../src/playground/carry/figure";
import { ends } from "../src/playground/palette";

const AXIS: Axis = { name: "x₁", centre: 0, scale: 1 };
const POINTS: Points = { x1: [0, 5, 7], x2: [1, -5, 0], t: [0, 1, 1] };

function drawn(part: Partial<Drawn> = {}): Drawn {
  return {
    sizes: [2, 3, 1],
    labels: ["x₁", "<sin> & x₂"],
    title: "A network",
    caption: "Epoch 3",
    weights: Float32Array.from({ length: 9 }, (_, i) => i / 4 - 1),
    biases: Float32Array.of(0.1, 0.2, Number.NaN, 4),
    ends: ends("classic", "light"),
    picture: (i) => `data:image/png;base64,PICTURE${i}`,
    output: "data:image/png;base64,OUTPUT",
    points: POINTS,
    colourOf: (t) => (t > 0 ? [0, 0, 255] : [255, 0, 0]),
    axes: [AXIS, { ...AXIS, name: "x₂" }],
    ...part,
  };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("the figure", () => {
  const svg = figure(drawn());

  it("has every link, every unit's picture, and each point that is inside the plane", () => {
    expect(count(svg, "<path ")).toBe(9);
    for (let i = 0; i < 6; i++) expect(svg).toContain(`PICTURE${i}"`);
    expect(count(svg, "<circle ")).toBe(2);
    expect(count(svg, "OUTPUT")).toBe(1);
  });

  it("is XML, whatever features are called", () => {
    expect(svg).toContain("&#60;sin&#62; &#38; x₂");
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(escaped('a\u0000"\ud800b')).toBe("a&#34;b");
  });

  it("is drawn without pictures too", () => {
    const bare = figure(drawn({ picture: () => null, output: null }));
    expect(bare).not.toContain("<image");
    expect(bare).not.toContain("null");
  });

  it("says how many units it leaves out", () => {
    expect(figure(drawn({ sizes: [2, 30, 1] }))).toContain("+ 19");
  });
});

describe("addresses of what is carried away", () => {
  it("belong to the session", () => {
    expect(savePath("a b")).toBe("/api/live/a%20b/save");
    expect(codePath("abc", "torch", "ja")).toBe("/api/live/abc/code/torch?lang=ja");
  });
});

// Which network, and which picture goes through it.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { share } from "../images/answer";
import { type Headed, asImage, headed } from "../images/bytes";
import { Pad, SIDE } from "../images/pad";
import { w as ofImages } from "../images/words";
import { told } from "../language";
import type { Explorable, Explored, Pictures } from "../messages";
import { askBytes } from "./asking";
import { chooseNetwork, choosePicture, of, pictureOf, pictureText } from "./chosen";
import { paintPicture } from "./painting";
import { explored, learning, look, looking, networks, own, strokesInAddress } from "./store";
import { written } from "./strokes";
import { w } from "./words";

const SHOWN = 20; // pictures of the data at a time

type Shown = Headed<Pictures>;

export function NetworkChoice() {
  const all = networks.value?.networks ?? [];
  const group = (one: Explorable) => {
    if (one.kind === "published") return one.problem ? "missing" : "published";
    return one.kind === "images" ? "images" : "recordings";
  };
  const groups = ["recordings", "published", "missing"] as const;
  const option = (one: Explorable) => (
    <option key={one.of} value={one.of}>
      {[told(one.title), one.about].filter(Boolean).join(" · ").slice(0, 90)}
    </option>
  );
  return (
    <div class="network-choice">
      <label class="field">
        {w("network")}
        <select value={of.value} onChange={(e) => leaveFor(e.currentTarget.value)}>
          {!all.some((one) => one.of === of.value) && (
            <option value={of.value}>{explored.value ? told(explored.value.title) : of.value}</option>
          )}
          {all.filter((one) => group(one) === "images").map(option)}
          {groups.map((name) => {
            const inside = all.filter((one) => group(one) === name);
            return (
              inside.length > 0 && (
                <optgroup key={name} label={w(name)}>
                  {inside.map(option)}
                </optgroup>
              )
            );
          })}
        </select>
      </label>
      {learning.value && <span class="badge">{w("learning")}</span>}
    </div>
  );
}

function leaveFor(name: string): void {
  own.value = null;
  chooseNetwork(name);
}

type Tab = "draw" | "fromData" | "photographs";

export function PictureChoice() {
  const network = explored.value;
  const named = pictureOf(pictureText.value);
  const opened = useSignal<Tab | null>(null);
  if (!network) return null;
  const tabs: Tab[] = [
    ...(network.examples > 0 ? (["fromData"] as const) : []),
    ...(network.photographs.length ? (["photographs"] as const) : []),
    ...(network.picture ? (["draw"] as const) : []),
  ];
  const usual = { example: "fromData", photograph: "photographs", drawn: "draw" } as const;
  const wanted = opened.value ?? (named && named.kind !== "kept" ? usual[named.kind] : null);
  const tab = wanted && tabs.includes(wanted) ? wanted : tabs[0];
  return (
    <section class="panel picture-choice" aria-labelledby="the-picture">
      <div class="picture-head">
        <h2 id="the-picture">{w("picture")}</h2>
        <div class="segments" role="group" aria-label={w("picture")}>
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={tab === name}
              onClick={() => (opened.value = name)}
            >
              {w(name)}
            </button>
          ))}
        </div>
        {network.picture && <Upload />}
        <Answer />
      </div>
      {tab === "draw" && <Drawing digits={network.digits} />}
      {tab === "fromData" && <Examples key={network.of} network={network} />}
      {tab === "photographs" && <Photographs network={network} />}
      {network.no_examples && tab !== "draw" && !network.photographs.length && (
        <p class="quiet tiny">{told(network.no_examples)}</p>
      )}
      {named?.kind === "kept" && !own.value && <p class="quiet tiny">{w("keptInLink")}</p>}
    </section>
  );
}

function Upload() {
  return (
    <label class="button upload tiny">
      {w("upload")}
      <input
        class="hidden"
        type="file"
        accept="image/*"
        onChange={(e) => {
          const file = e.currentTarget.files?.[0];
          if (file) own.value = { kind: "uploaded", file };
          e.currentTarget.value = "";
        }}
      />
    </label>
  );
}

function Drawing({ digits }: { digits: boolean }) {
  return (
    <Pad
      heading={ofImages(digits ? "drawDigit" : "draw")}
      strokes={strokesInAddress()}
      onDraw={(pixels, strokes) => {
        own.value = pixels && { kind: "drawn", pixels, side: SIDE };
        choosePicture(pixels && { kind: "drawn", strokes: written(strokes) });
      }}
    />
  );
}

function Photographs({ network }: { network: Explored }) {
  const named = pictureOf(pictureText.value);
  const now = !own.value && named?.kind === "photograph" ? named.name : null;
  const thumbs = useSignal<Shown | null>(null);
  useEffect(() => {
    void askBytes("photographs").then((answer) => {
      if ("value" in answer) thumbs.value = headed<Pictures>(answer.value);
    });
  }, []);
  return (
    <ul class="photographs">
      {network.photographs.map((name) => (
        <li key={name}>
          <button
            type="button"
            class="example photograph"
            aria-pressed={name === now}
            onClick={() => {
              own.value = null;
              choosePicture({ kind: "photograph", name });
            }}
          >
            <One at={network.photographs.indexOf(name)} pictures={thumbs.value} />
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Examples({ network }: { network: Explored }) {
  const named = pictureOf(pictureText.value);
  const chosen = !own.value && named?.kind === "example" ? named.index : null;
  const first = useSignal(Math.floor((chosen ?? 0) / SHOWN) * SHOWN);
  const pictures = useSignal<Shown | null>(null);
  const last = Math.min(network.examples, first.value + SHOWN);
  const indices = Array.from({ length: last - first.value }, (_, i) => first.value + i);
  useEffect(() => {
    let wanted = true;
    if (network.picture) {
      const path = `pictures?of=${encodeURIComponent(network.of)}&index=${indices.join(",")}`;
      void askBytes(path).then((answer) => {
        if (wanted && "value" in answer) pictures.value = headed<Pictures>(answer.value);
      });
    }
    return () => {
      wanted = false;
    };
  }, [first.value, network.of]);
  const others = () => {
    first.value = last >= network.examples ? 0 : last;
  };
  return (
    <div class="examples">
      <ul>
        {indices.map((index, at) => (
          <li key={index}>
            <button
              type="button"
              class="example"
              aria-pressed={index === chosen}
              aria-label={w("exampleAt", { n: index + 1 })}
              onClick={() => {
                own.value = null;
                choosePicture({ kind: "example", index });
              }}
            >
              {network.picture ? <One at={at} pictures={pictures.value} /> : index + 1}
            </button>
          </li>
        ))}
      </ul>
      {network.examples > SHOWN && (
        <button type="button" class="button tiny" onClick={others}>
          {w("more")}
        </button>
      )}
    </div>
  );
}

/** What it says, in a sentence; or that it is at work. */
function Answer() {
  const found = look.value;
  if (!found) {
    return (
      <p class="said quiet" role="status">
        {looking.value ? w("firstTime") : ""}
      </p>
    );
  }
  const { ending, label } = found.head;
  const classes = explored.value?.classes ?? [];
  const name = (k: number) => classes[k] ?? String(k);
  const [best] = ending.best;
  return (
    <p class="said" role="status">
      {ending.how === "softmax" && best && (
        <b>{w("says", { name: name(best.label), share: share(best.probability) })}</b>
      )}{" "}
      {label !== null && <span class="quiet">{w("trueClass", { name: name(label) })}</span>}
    </p>
  );
}

interface OneProps {
  readonly at: number;
  readonly pictures: Shown | null;
}

function One({ at, pictures }: OneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!pictures || at >= pictures.head.count) return;
    const { height, width, channels } = pictures.head;
    const size = height * width * channels;
    const pixels = pictures.bytes.subarray(at * size, (at + 1) * size);
    paintPicture(canvas.current, asImage(pixels, width, height, channels));
  }, [pictures, at]);
  return <canvas ref={canvas} width={1} height={1} />;
}

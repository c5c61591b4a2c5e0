// A convolution's value: for each channel the patch times the kernel; then the sum over the channels.

import { useSignal } from "@preact/signals";
import { counted, measured } from "../figures";
import type { ChannelPart, GraphNode, MadeByScan } from "../messages";
import { explored, nodes } from "./store";
import { Grid, largest } from "./grid";
import { Bar, Value } from "./made";
import { w } from "./words";

const FIRST_SHOWN = 3; // channels, until the reader asks for more

interface Props {
  readonly how: MadeByScan;
  readonly now: GraphNode;
  readonly channel: number | null;
  readonly onChannel: (channel: number) => void;
}

interface Pointed {
  readonly channel: number;
  readonly cell: number;
}

export function MadeOfChannels({ how, now, channel, onChannel }: Props) {
  const all = useSignal(false);
  const pointed = useSignal<Pointed | null>(null);
  const order = [...how.channels].sort((a, b) => Math.abs(b.total ?? 0) - Math.abs(a.total ?? 0));
  const shown = all.value ? order : order.slice(0, FIRST_SHOWN);
  const patchScale = largest(how.channels.flatMap((part) => part.patch));
  const kernelScale = largest(how.channels.flatMap((part) => part.kernel));
  const columns = how.columns.length;
  const beyond = (cell: number) =>
    how.rows[Math.floor(cell / columns)] == null || how.columns[cell % columns] == null;
  const many = how.channels.length + how.others > 1;
  return (
    <>
      <p class="about">
        {w(now.window?.transposed ? "transposedAbout" : "scanAbout")} {many && w("largestFirst")}
      </p>
      <ul class="channels">
        {shown.map((part) => (
          <li key={part.channel}>
            <One
              {...{ part, columns, patchScale, kernelScale, beyond }}
              name={channelName(now, part.channel)}
              now={channel === part.channel}
              pointed={pointed.value?.channel === part.channel ? pointed.value.cell : null}
              onPoint={(cell) => (pointed.value = cell === null ? null : { channel: part.channel, cell })}
              onChoose={() => onChannel(part.channel)}
            />
          </li>
        ))}
      </ul>
      <p class="followed" aria-hidden="true">
        {followed(how, pointed.value) ?? w("pointAtCell")}
      </p>
      {order.length > FIRST_SHOWN && (
        <button type="button" class="button tiny" onClick={() => (all.value = !all.value)}>
          {all.value ? w("fewerChannels") : w("moreChannels", { n: order.length - FIRST_SHOWN })}
        </button>
      )}
      <Total how={how} parts={order} name={(k) => channelName(now, k)} />
    </>
  );
}

interface OneProps {
  readonly part: ChannelPart;
  readonly name: string;
  readonly columns: number;
  readonly patchScale: number;
  readonly kernelScale: number;
  readonly now: boolean;
  readonly beyond: (cell: number) => boolean;
  readonly pointed: number | null;
  readonly onPoint: (cell: number | null) => void;
  readonly onChoose: () => void;
}

function One(props: OneProps) {
  const { part, name, columns, patchScale, kernelScale, now, beyond, pointed, onPoint, onChoose } = props;
  const products = part.patch.map((x, i) => {
    const weight = part.kernel[i];
    return x === null || weight == null ? null : x * weight;
  });
  const shared = { columns, pointed, onPoint, beyond };
  return (
    <div class={now ? "channel now" : "channel"}>
      <button type="button" class="text-button channel-name" aria-pressed={now} onClick={onChoose}>
        {name}
      </button>
      <div class="channel-parts">
        <figure>
          <Grid {...shared} numbers={part.patch} scale={patchScale} name={w("patch")} />
          <figcaption>{w("patch")}</figcaption>
        </figure>
        <span class="sign">⊙</span>
        <figure>
          <Grid {...shared} numbers={part.kernel} scale={kernelScale} name={w("kernel")} beyond={() => false} />
          <figcaption>{w("kernel")}</figcaption>
        </figure>
        <div class="channel-products">
          <span class="sign">=</span>
          <figure>
            <Grid {...shared} numbers={products} scale={largest(products)} name={w("products")} />
            <figcaption>{w("products")}</figcaption>
          </figure>
          <p class="channel-sum">
            <span class="sign">Σ =</span> <b>{measured(part.total)}</b>
          </p>
        </div>
      </div>
    </div>
  );
}

/** The one product that is pointed at, written out. */
function followed(how: MadeByScan, pointed: Pointed | null): string | null {
  const part = pointed && how.channels.find((one) => one.channel === pointed.channel);
  if (!part) return null;
  const [x, weight] = [part.patch[pointed.cell] ?? null, part.kernel[pointed.cell] ?? null];
  const product = x === null || weight === null ? null : x * weight;
  return `${measured(x)} × ${measured(weight)} = ${measured(product)}`;
}

interface TotalProps {
  readonly how: MadeByScan;
  readonly parts: readonly ChannelPart[];
  readonly name: (channel: number) => string;
}

const TERMS = 5;

function Total({ how, parts, name }: TotalProps) {
  const shown = parts.slice(0, TERMS);
  const hidden = parts.slice(TERMS);
  const rest = hidden.reduce((sum, part) => sum + (part.total ?? 0), how.rest ?? 0);
  const others = how.others + hidden.length;
  const scale = largest([...parts.map((part) => part.total), how.bias]);
  const row = (title: string, value: number | null) => (
    <tr key={title}>
      <th scope="row">{title}</th>
      <td class="figure">{measured(value)}</td>
      <td>
        <Bar value={value} scale={scale} />
      </td>
    </tr>
  );
  return (
    <>
      <table class="terms">
        <tbody>
          {shown.map((part) => row(name(part.channel), part.total))}
          {others > 0 && row(w("channelsOthers", { n: counted(others) }), rest)}
          {how.bias !== null && row(w("bias"), how.bias)}
        </tbody>
      </table>
      <Value value={how.value}>Σ</Value>
    </>
  );
}

/** Red, green or blue of a picture in the order that the network takes; else the channel's number. */
function channelName(now: GraphNode, channel: number): string {
  const source = nodes.value[now.inputs[0] ?? 0];
  const network = explored.value;
  if (source?.kind === "input" && network?.picture?.[2] === 3) {
    const names = network.channels.map((name) => w(name));
    return names[channel] ?? w("channelN", { n: channel + 1 });
  }
  return w("channelN", { n: channel + 1 });
}

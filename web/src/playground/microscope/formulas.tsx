// The network as formulas: whole, layer by layer, or as matrices.

import { told } from "../../language";
import type { WholeFormula } from "../../messages";
import { frame, highlight, opened } from "../store";
import { useEffect } from "preact/hooks";
import { useLook } from "./asking";
import { Formula } from "./latex";
import { say } from "./words";

const BETWEEN = 250; // milliseconds between two looks while the network learns

function asked(): string | null {
  void frame.value?.head.frame; // whatever has changed in the network
  const session = opened.value?.session;
  return session ? `/api/live/${session}/formula` : null;
}

export function Formulas({ matrices }: { matrices: boolean }) {
  const answer = useLook<WholeFormula>(asked, BETWEEN).value;
  useEffect(() => {
    highlight.value = [];
  }, []);
  if (answer.state === "failed") return <p class="notice">{told(answer.problem)}</p>;
  if (answer.state === "awaited") return <p class="quiet">{say("looking")}</p>;
  const { value } = answer;
  if (matrices) {
    return (
      <div class="microscope-formulas microscope-matrices">
        <p class="quiet">{say("matrixAbout")}</p>
        {value.matrices.map((lines, i) => (
          <div class="microscope-number" key={i}>
            <Formula lines={lines} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <div class="microscope-formulas">
      <p class="quiet">{say(value.whole === null ? "tooLong" : "wholeAbout")}</p>
      {value.whole !== null && (
        <>
          <Lines lines={value.whole} />
          <h3>{say("layerAbout")}</h3>
        </>
      )}
      {value.levels.map((lines, i) => (
        <Lines key={i} lines={lines} />
      ))}
    </div>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <div class="microscope-number">
      {lines.map((line, i) => (
        <Formula key={i} lines={[line]} />
      ))}
    </div>
  );
}

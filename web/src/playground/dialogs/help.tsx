// What is on the page, its keys and its words.

import { GLOSSARY } from "../../glossary";
import { language } from "../../language";
import { MEANINGS } from "../../parts/meanings";
import { meaning, type TermName } from "../../parts/term";
import { say } from "../words";
import { Dialog } from "./dialog";

const KEYS = [
  ["Space", "keySpace"],
  ["→", "keyStep"],
  ["R", "keyReset"],
  ["T", "keyTest"],
  ["D", "keyDiscretize"],
  ["Ctrl Z", "keyUndo"],
  ["?", "keyHelp"],
  ["← ↑ ↓ →", "keyGraph"],
  ["Enter", "keyEnter"],
  ["← ↑ ↓ →", "keyRead"],
] as const;

export function Help({ close }: { close: () => void }) {
  return (
    <Dialog title={say("help")} close={close}>
      <h3>{say("helpWhat")}</h3>
      <ul class="help-what">
        {(["whatPictures", "whatLinks", "whatPoints", "whatWords"] as const).map((key) => (
          <li key={key}>{say(key)}</li>
        ))}
      </ul>
      <h3>{say("helpKeys")}</h3>
      <dl class="help-keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(what)}</dd>
          </div>
        ))}
      </dl>
      <h3>{say("helpWords")}</h3>
      <dl class="help-words">
        {(Object.keys(MEANINGS) as TermName[]).map((name) => {
          const { en, ja } = GLOSSARY[name];
          const [here, there] = language.value === "ja" ? [ja, en] : [en, ja];
          return (
            <div key={name}>
              <dt>
                {here} <span lang={language.value === "ja" ? "en" : "ja"}>{there}</span>
              </dt>
              <dd>{meaning(name)}</dd>
            </div>
          );
        })}
      </dl>
    </Dialog>
  );
}

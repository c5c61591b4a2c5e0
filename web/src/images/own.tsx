// Pictures of the reader's own: collected by class, learned in seconds, tried live.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { counted, duration, percent } from "../figures";
import { told } from "../language";
import { bestOf, share } from "./answer";
import "./own.css";
import { cameraOff, cameraOn, photographed, refusal, stream } from "./own-camera";
import { fromDrop, fromFolder } from "./own-files";
import * as store from "./own-store";
import { w } from "./own-words";

const BURST = 10; // pictures of the webcam at a time
const BETWEEN = 150; // milliseconds between them
const BETWEEN_LOOKS = 400;
const NAMED = 5; // files that could not be read

export function OwnPictures() {
  useEffect(store.followOwn, []);
  useEffect(() => cameraOff, []);
  const video = useRef<HTMLVideoElement>(null);
  const missing = store.own.value?.missing;
  return (
    <section class="panel own" id="own-pictures" aria-labelledby="own-title">
      <h2 id="own-title" tabIndex={-1}>
        {w("title")}
      </h2>
      <p class="about">{w("about")}</p>
      {missing ? (
        <p class="warning" role="alert">
          {told(missing)}
        </p>
      ) : (
        <>
          <Folder />
          <Classes video={() => video.current} />
          <Camera video={video} />
          <Sending />
          <Learning />
          {(store.own.value?.stamp ?? 0) > 0 && <Live video={() => video.current} />}
        </>
      )}
    </section>
  );
}

function Folder() {
  const over = useSignal(false);
  const empty = useSignal(false);
  const give = (pictures: readonly store.Labelled[]) => {
    empty.value = !pictures.length;
    store.send(pictures);
  };
  return (
    <div
      class={over.value ? "own-drop over" : "own-drop"}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        if (event.dataTransfer) void fromDrop(event.dataTransfer).then(give);
      }}
    >
      <p>{w("drop")}</p>
      <label class="button upload">
        {w("chooseFolder")}
        <input
          class="hidden"
          type="file"
          multiple
          ref={(input) => input?.setAttribute("webkitdirectory", "")}
          onChange={(event) => {
            give(fromFolder([...(event.currentTarget.files ?? [])]));
            event.currentTarget.value = "";
          }}
        />
      </label>
      {empty.value && (
        <p class="warning" role="alert">
          {w("noFolders")}
        </p>
      )}
    </div>
  );
}

function Classes({ video }: { video: () => HTMLVideoElement | null }) {
  const name = useSignal("");
  const add = () => {
    const fresh = name.value.trim();
    if (!fresh) return;
    if (!store.named.value.includes(fresh)) store.named.value = [...store.named.value, fresh];
    name.value = "";
  };
  return (
    <>
      <ul class="own-classes">
        {store.classes.value.map((one) => (
          <Class key={one.name} {...one} video={video} />
        ))}
      </ul>
      <form
        class="own-add"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <label class="labelled">
          <span>{w("className")}</span>
          <input
            type="text"
            maxLength={60}
            autocomplete="off"
            value={name.value}
            onInput={(event) => (name.value = event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          {w("addClass")}
        </button>
      </form>
    </>
  );
}

interface ClassProps {
  readonly name: string;
  readonly pictures: number;
  readonly video: () => HTMLVideoElement | null;
}

function Class({ name, pictures, video }: ClassProps) {
  const shooting = useSignal(false);
  const shoot = async () => {
    shooting.value = true;
    for (let i = 0; i < BURST && stream.peek(); i++) {
      const file = await photographed(video());
      if (file) store.send([{ label: name, name: `${name} ${i + 1}`, file }]);
      await new Promise((go) => setTimeout(go, BETWEEN));
    }
    shooting.value = false;
  };
  return (
    <li
      class="own-class"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const dropped = event.dataTransfer;
        if (dropped) void fromDrop(dropped, name).then(store.send);
      }}
    >
      <h3>{name}</h3>
      <p class="quiet">{w("pictures", { n: counted(pictures) })}</p>
      <label class="button upload">
        {w("addPictures")}
        <input
          class="hidden"
          type="file"
          accept="image/*"
          multiple
          aria-label={w("addTo", { name })}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            store.send(files.map((file) => ({ label: name, name: file.name, file })));
            event.currentTarget.value = "";
          }}
        />
      </label>
      {stream.value && (
        <button
          type="button"
          class="button"
          aria-label={w("shootFor", { name, n: BURST })}
          disabled={shooting.value}
          onClick={() => void shoot()}
        >
          {w("shoot", { n: BURST })}
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-label={w("removeClass", { name })}
        onClick={() => void store.remove(name)}
      >
        {w("remove")}
      </button>
    </li>
  );
}

function Camera({ video }: { video: { current: HTMLVideoElement | null } }) {
  const on = stream.value;
  useEffect(() => {
    if (video.current) video.current.srcObject = on;
  }, [on]);
  return (
    <div class="own-camera">
      <button type="button" class="button" onClick={() => (on ? cameraOff() : void cameraOn())}>
        {w(on ? "cameraOff" : "cameraOn")}
      </button>
      {refusal.value && (
        <p class="warning" role="alert">
          {w("cameraRefused", { why: refusal.value })}
        </p>
      )}
      {on && <video ref={video} autoplay muted playsInline aria-label={w("cameraView")} />}
    </div>
  );
}

function Sending() {
  const refused = store.refused.value;
  if (!store.wanted.value) return null;
  return (
    <div class="own-sending">
      <p role="status">
        {w("reading", { done: counted(store.sent.value), of: counted(store.wanted.value) })}
      </p>
      {refused.length > 0 && (
        <div class="warning">
          <p>{w("refused", { n: counted(refused.length) })}</p>
          <ul>
            {refused.slice(0, NAMED).map((one, i) => (
              <li key={i}>
                {one.name}: {told(one.why)}
              </li>
            ))}
            {refused.length > NAMED && <li>{w("more", { n: refused.length - NAMED })}</li>}
          </ul>
        </div>
      )}
    </div>
  );
}

function Learning() {
  const now = store.own.value;
  const learning = now?.phase === "learning";
  return (
    <div class="own-learning">
      <button
        type="button"
        class="button primary"
        disabled={!store.ready.value || learning}
        onClick={() => void store.learn()}
      >
        {w("train")}
      </button>
      <p role="status">
        {learning && w("learning")}
        {!learning && !store.ready.value && !store.sending.value && w("needTwo")}
        {now?.phase === "learned" && (
          <>
            {w("learned", { time: duration(now.seconds) })}{" "}
            {now.judged > 0 && w("judged", { share: percent(now.accuracy), n: now.judged })}{" "}
            {now.run && <a href={`#/runs/${now.run}`}>{w("recording")}</a>}
          </>
        )}
      </p>
      {store.trouble.value && (
        <p class="warning" role="alert">
          {told(store.trouble.value)}
        </p>
      )}
    </div>
  );
}

function Live({ video }: { video: () => HTMLVideoElement | null }) {
  const on = stream.value;
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      if (!store.sending.peek()) void photographed(video()).then((it) => it && store.ask(it));
    }, BETWEEN_LOOKS);
    return () => clearInterval(timer);
  }, [on]);
  const found = store.answer.value;
  const names = store.own.value?.learned ?? [];
  const fits = found !== null && found.probabilities.length === names.length;
  const best = fits ? bestOf(found.probabilities) : 0;
  return (
    <div class="own-live">
      <h3>{w("tryIt")}</h3>
      <label class="button upload">
        {w("tryFile")}
        <input
          class="hidden"
          type="file"
          accept="image/*"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void store.ask(file);
            event.currentTarget.value = "";
          }}
        />
      </label>
      {fits ? (
        <>
          <p class="answer-best" role="status">
            {w("says", { name: names[best] ?? "", share: share(found.probabilities[best]) })}
          </p>
          <dl class="probabilities">
            {names.map((name, k) => (
              <div key={name} class={k === best ? "probability best" : "probability"}>
                <dt>{name}</dt>
                <dd>
                  <span class="track">
                    <span
                      class="fill"
                      style={{ inlineSize: `${100 * (found.probabilities[k] ?? 0)}%` }}
                    />
                  </span>
                  <span class="share">{share(found.probabilities[k])}</span>
                </dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <p class="quiet">{w("tryHint")}</p>
      )}
    </div>
  );
}

import { href, place, setOption } from "../address";
import { type Language, language, say } from "../language";
import { theme, toggleTheme } from "../theme";

const LANGUAGES: readonly (readonly [Language, string])[] = [
  ["en", "EN"],
  ["ja", "日本語"],
];

export function Header({ skipTo }: { skipTo: () => void }) {
  return (
    <header class="top">
      <button type="button" class="skip" onClick={skipTo}>
        {say("skip")}
      </button>
      <div class="top-row">
        <a class="wordmark" href={href()}>
          <Eye />
          <span>Mieru</span>
          <span class="wordmark-ja" lang="ja">
            見える
          </span>
        </a>
        <nav aria-label={say("pages")}>
          <PageLink path="playground" name={say("playground")} />
          <PageLink path="populations" name={say("populations")} />
          <PageLink path="learning" name={say("learning")} />
          <PageLink path="images" name={say("images")} />
          <PageLink path="data" name={say("data")} />
          <PageLink path="explorer" name={say("explorer")} />
          <PageLink path="runs" name={say("runs")} />
          <PageLink path="course" name={say("course")} />
        </nav>
        <div class="choices">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </div>
    </header>
  );
}

function PageLink({ path, name }: { path: string; name: string }) {
  const current = place.value === path ? "page" : undefined;
  return (
    <a href={href(...path.split("/").filter(Boolean))} aria-current={current}>
      {name}
    </a>
  );
}

function LanguageChoice() {
  return (
    <div class="segments" role="group" aria-label={say("languages")}>
      {LANGUAGES.map(([code, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={language.value === code}
          onClick={() => setOption("lang", code)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function ThemeChoice() {
  const name = say("darkTheme");
  return (
    <button
      type="button"
      class="icon-button"
      aria-pressed={theme.value === "dark"}
      aria-label={name}
      title={name}
      onClick={toggleTheme}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="8.500" fill="none" stroke="currentColor" stroke-width="1.700" />
        <path d="M12 3.500a8.500 8.500 0 0 1 0 17z" fill="currentColor" />
      </svg>
    </button>
  );
}

function Eye() {
  return (
    <svg class="eye" viewBox="0 0 32 32" aria-hidden="true">
      <path class="eye-lid" d="M2 16C6 8.500 11 5 16 5s10 3.500 14 11c-4 7.500-9 11-14 11S6 23.500 2 16z" />
      <circle class="eye-white" cx="16" cy="16" r="7" />
      <circle class="eye-iris" cx="16" cy="16" r="3.600" />
    </svg>
  );
}

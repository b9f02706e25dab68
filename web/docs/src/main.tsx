import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { MethodArticle } from "./article";
import { Menu } from "./menu";
import { loadModel, loadPlace, search, type Lang, type Method, type Model, type Place } from "./model";
import { Overview } from "./overview";
import "./style/frame.css";
import "./style/article.css";
import "./style/try.css";
import "./style/sizes.css";
import { TryIt } from "./try";
import { Saying, sayIn, useSay } from "./words";

/** Returns the part of the address after `#/`: a method, `overview`, or nothing, which shows the list on a phone. */
function useRoute(): string {
  const read = () => decodeURIComponent(location.hash.replace(/^#\/?/, ""));
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const changed = () => setRoute(read());
    addEventListener("hashchange", changed);
    // The address may have changed since the first rendering.
    changed();
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}

function useLang(): [Lang, (lang: Lang) => void] {
  const [lang, setLang] = useState<Lang>(localStorage.getItem("signet-docs-lang") === "en" ? "en" : "zh");
  useEffect(() => localStorage.setItem("signet-docs-lang", lang), [lang]);
  return [lang, setLang];
}

interface Loaded {
  model: Model;
  place: Place;
}

function Page() {
  const [lang, setLang] = useLang();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    Promise.all([loadModel(lang), loadPlace()]).then(
      ([model, place]) => isCurrent && setLoaded({ model, place }),
      () => isCurrent && setFailed(true),
    );
    return () => {
      isCurrent = false;
    };
  }, [lang]);
  // The words of the page stay in the old language until the texts of the new one are loaded.
  const shown = loaded?.model.lang ?? lang;
  useEffect(() => {
    document.documentElement.lang = shown === "zh" ? "zh-CN" : "en";
  }, [shown]);
  const say = sayIn(shown);
  if (!loaded) return <p class="notice">{say(failed ? "failed" : "loading")}</p>;
  return (
    <Saying.Provider value={say}>
      <Shell {...loaded} onLang={() => setLang(lang === "zh" ? "en" : "zh")} />
    </Saying.Provider>
  );
}

function Shell({ model, place, onLang }: Loaded & { onLang: () => void }) {
  const say = useSay();
  const route = useRoute();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const main = useRef<HTMLElement>(null);
  const method = model.groups.flatMap((group) => group.methods).find((known) => known.name === route);
  const groups = search(model, text);

  useEffect(() => {
    document.title = method ? `${method.name} ${method.title} · Signet` : model.title;
  }, [model, method]);
  useFocusOnArrival(route, main);
  useSlash(field);

  return (
    <div class="shell" data-at={route === "" ? "list" : "article"}>
      <a class="skip" href="#main" onClick={(event) => skip(event, main.current)}>
        {say("skip")}
      </a>
      <header class="top">
        <a class="brand" href="#/" aria-label="Signet">
          <img src="./icon.svg" alt="" width="28" height="28" />
          <span>Signet</span>
          <small>v{model.version}</small>
        </a>
        <div class="search">
          <input
            ref={field}
            type="search"
            value={text}
            placeholder={say("search")}
            aria-label={say("search")}
            aria-controls="methods"
            aria-keyshortcuts="/"
            title={say("searchKey")}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => {
              setText(event.currentTarget.value);
              // On a phone the list is a page of its own.
              if (matchMedia("(max-width: 47.99rem)").matches && route !== "") location.hash = "#/";
            }}
            onKeyDown={(event) => searchKey(event, () => setText(""))}
          />
          <kbd aria-hidden="true">/</kbd>
        </div>
        <button type="button" class="quiet" onClick={onLang} aria-label={say("switchLanguage")}>
          {say("language")}
        </button>
      </header>
      <Menu groups={groups} route={route} isSearch={text.trim() !== ""} onEscape={() => field.current?.focus()} />
      <main id="main" ref={main} tabIndex={-1}>
        {place && <Content {...{ model, place, method, route }} />}
      </main>
    </div>
  );
}

function Content(props: Loaded & { method: Method | undefined; route: string }) {
  const say = useSay();
  const { model, place, method, route } = props;
  const names = new Set(model.groups.flatMap((group) => group.methods.map((known) => known.name)));
  if (method) {
    return (
      <div class="columns">
        <MethodArticle method={method} names={names} />
        <TryIt key={method.name} method={method} model={model} place={place} />
      </div>
    );
  }
  if (route !== "" && route !== "overview") {
    return (
      <p class="notice">
        {say("unknown")}
        <code>{route}</code>
      </p>
    );
  }
  return <Overview model={model} names={names} />;
}

/** After a link is followed, scrolls to the top and moves the focus to the article, so that screen readers read it. */
function useFocusOnArrival(route: string, main: { current: HTMLElement | null }) {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    scrollTo(0, 0);
    if (route !== "") main.current?.focus({ preventScroll: true });
  }, [route]);
}

/** Makes the key `/` move the focus to the search, except in fields. */
function useSlash(field: { current: HTMLInputElement | null }) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || at.matches("input, textarea, select")) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

function skip(event: Event, main: HTMLElement | null) {
  event.preventDefault();
  main?.focus();
}

/** Handles keys in the search: arrow down moves into the list, Enter opens its first method, Escape clears the search. */
function searchKey(event: KeyboardEvent, clear: () => void) {
  const first = document.querySelector<HTMLAnchorElement>("#methods a[data-method]");
  if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  } else if (event.key === "Enter" && first) {
    event.preventDefault();
    first.click();
  } else if (event.key === "Escape") {
    clear();
    (event.target as HTMLElement).blur();
  }
}

const root = document.getElementById("page");
if (root) render(<Page />, root);

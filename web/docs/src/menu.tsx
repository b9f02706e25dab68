import { useEffect, useRef } from "preact/hooks";
import type { Group } from "./model";
import { useSay } from "./words";

interface Props {
  groups: Group[];
  route: string;
  isSearch: boolean;
  onEscape: () => void;
}

/** Shows the methods by group. Arrow keys move from one to the next. */
export function Menu({ groups, route, isSearch, onEscape }: Props) {
  const say = useSay();
  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    menu.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [route]);
  const count = groups.reduce((sum, group) => sum + group.methods.length, 0);
  const link = (name: string) => ({
    href: `#/${name}`,
    "aria-current": name === route ? ("page" as const) : undefined,
  });

  return (
    <nav id="methods" class="menu" ref={menu} aria-label={say("methods")} onKeyDown={(event) => step(event, onEscape)}>
      <p class="count" role="status">
        {isSearch ? (count > 0 ? `${count} ${say("found")}` : say("none")) : ""}
      </p>
      {!isSearch && (
        <ul>
          <li>
            <a {...link("overview")} aria-current={route === "" || route === "overview" ? "page" : undefined}>
              <span class="title">{say("overview")}</span>
            </a>
          </li>
        </ul>
      )}
      {groups.map((group, index) => (
        <section key={`${index} ${group.name}`}>
          <h2>{group.title}</h2>
          <ul>
            {group.methods.map((method) => (
              <li key={method.name}>
                <a {...link(method.name)} data-method>
                  <span class="title">{method.title}</span>
                  <code>{method.name}</code>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function step(event: KeyboardEvent, onEscape: () => void) {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("#methods a")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (event.key === "Escape" || (event.key === "ArrowUp" && at === 0)) {
    event.preventDefault();
    onEscape();
  } else if (to !== undefined) {
    event.preventDefault();
    links[to]?.focus();
  }
}

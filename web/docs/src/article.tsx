import type { ComponentChildren } from "preact";
import type { Field, Method, Reason } from "./model";
import { Code, Json, Prose, inline } from "./prose";
import { Unsigned } from "./unsigned";
import { useSay } from "./words";

interface Props {
  method: Method;
  names: ReadonlySet<string>;
}

/** Shows the documentation of a method. */
export function MethodArticle({ method, names }: Props) {
  const say = useSay();
  return (
    <article>
      <div class="bar">
        <a class="back" href="#/">
          ← {say("back")}
        </a>
        <button type="button" onClick={() => document.getElementById("try")?.focus()}>
          {say("tryIt")} ↓
        </button>
      </div>
      <h1>
        {method.title} <code>{method.name}</code>
      </h1>
      <Badges method={method} />
      <Prose text={method.description} names={names} />
      <Part title={say("parameters")}>
        {method.parameters.length > 0 ? (
          <Fields fields={method.parameters} names={names} caption={say("parameters")} />
        ) : (
          <p class="faint">{say("noParameters")}</p>
        )}
      </Part>
      <Part title={say("reply")}>
        <p>
          <code>msg</code> {method.msg}
          {method.msg_meaning !== method.msg && ` (${method.msg_meaning})`}
        </p>
        {method.reply.length > 0 ? (
          <Fields fields={method.reply} names={names} caption={say("reply")} isReply />
        ) : (
          <p class="faint">{say("noReply")}</p>
        )}
      </Part>
      {method.faults.length > 0 && (
        <Part title={say("faults")}>
          <Reasons reasons={method.faults} names={names} />
        </Part>
      )}
      {method.example && (
        <Part title={say("example")}>
          <Code text={method.example.curl} label={say("example")} />
          <h3>{say("exampleReply")}</h3>
          <Json value={method.example.reply} label={say("exampleReply")} />
        </Part>
      )}
      {method.unsigned.map((call) => (
        <Unsigned key={`${call.verb} ${call.path}`} call={call} names={names} />
      ))}
    </article>
  );
}

function Badges({ method }: { method: Method }) {
  const say = useSay();
  const session = { session: "session", optional: "optionalSession", open: "open" } as const;
  return (
    <ul class="badges">
      <li data-tone={method.session === "session" ? "warm" : "calm"}>{say(session[method.session])}</li>
      {method.once && (
        <li data-tone="calm" title={say("onceMeaning")}>
          {say("once")}
        </li>
      )}
      {method.request_token && <li data-tone="warm">{say("requestToken")}</li>}
      {method.image && <li data-tone="warm">{say("image")}</li>}
      <li>
        {say("classes")}: {method.classes.join(", ")}
      </li>
      <li>
        {say("version")} {method.version}
      </li>
      {method.aliases.length > 0 && (
        <li>
          {say("aliases")} <code>{method.aliases.join(", ")}</code>
        </li>
      )}
    </ul>
  );
}

export function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Shows a table of parameters, or of the members of a reply. */
export function Fields(props: { fields: Field[]; names: ReadonlySet<string>; caption: string; isReply?: boolean }) {
  const say = useSay();
  const { fields, names, caption, isReply } = props;
  const mark = (field: Field) => {
    if (isReply) return field.required ? null : <small class="faint">{say("notAlways")}</small>;
    return <small class={field.required ? "required" : "faint"}>{say(field.required ? "required" : "optional")}</small>;
  };
  return (
    <table class="fields">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{say("name")}</th>
          <th scope="col">{say("type")}</th>
          <th scope="col">{say("meaning")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              <Name name={field.name} />
            </th>
            <td>
              <span class="type">{typeOf(field)}</span> {mark(field)}
            </td>
            <td>
              {field.label}
              {field.description && <p class="faint">{inline(field.description, names)}</p>}
              {field.rule && <p class="faint rule">{inline(field.rule, names)}</p>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Shows a dotted name, indented by its depth. Screen readers also read the names above it. */
function Name({ name }: { name: string }) {
  const parts = name.split(".");
  return (
    <code class="name" data-depth={Math.min(parts.length - 1, 4)}>
      <span class="above">{parts.slice(0, -1).map((part) => `${part}.`)}</span>
      {parts.at(-1)}
    </code>
  );
}

function typeOf(field: Field): string {
  const one = (type: string) => (type === "array" && field.item_types.length > 0 ? `${field.item_types.join("|")}[]` : type);
  return field.types.map(one).join(" | ");
}

/** Shows a table of faults: the code, the meaning, and what to do. */
export function Reasons({ reasons, names }: { reasons: Reason[]; names: ReadonlySet<string> }) {
  const say = useSay();
  return (
    <table class="reasons">
      <caption class="hidden">{say("faults")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("code")}</th>
          <th scope="col">sub_code</th>
          <th scope="col">{say("meaning")}</th>
        </tr>
      </thead>
      <tbody>
        {reasons.map((reason) => (
          <tr key={reason.sub_code}>
            <th scope="row">{reason.code}</th>
            <td>
              <code>{reason.sub_code}</code>
            </td>
            <td>
              {reason.msg_meaning}
              <p class="faint">{inline(reason.cure, names)}</p>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

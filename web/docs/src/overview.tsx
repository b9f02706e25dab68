import type { JSX } from "preact";
import { Fields, Part, Reasons } from "./article";
import type { Model } from "./model";
import { Code, Prose } from "./prose";
import { Wire } from "./unsigned";
import { useSay } from "./words";

/** Shows the rules that hold for every call. */
export function Overview({ model, names }: { model: Model; names: ReadonlySet<string> }) {
  const say = useSay();
  const { general } = model;
  const facts: Record<string, () => JSX.Element> = {
    form: () => <Fields fields={general.form} names={names} caption={say("field")} />,
    fixed: () => <Fields fields={general.fixed} names={names} caption={say("fixed")} />,
    reply: () => <Fields fields={general.envelope} names={names} caption={say("envelope")} isReply />,
    sign: () => <Signing model={model} />,
    codes: () => <Reasons reasons={general.faults} names={names} />,
  };
  return (
    <article class="overview">
      <a class="back" href="#/">
        ← {say("back")}
      </a>
      <h1>{model.title}</h1>
      <p>
        <a href={`openapi.json?lang=${model.lang}`}>OpenAPI</a>
      </p>
      {general.sections.map((section) => (
        <Part key={section.id} title={section.title}>
          <Prose text={section.text} names={names} />
          {facts[section.id]?.()}
        </Part>
      ))}
      {model.wires.map((wire) => (
        <Wire key={wire.pack} wire={wire} names={names} lang={model.lang} />
      ))}
    </article>
  );
}

function Signing({ model }: { model: Model }) {
  const say = useSay();
  const { signing } = model.general;
  return (
    <>
      <p>
        {say("secret")} <code>{signing.secret}</code>
      </p>
      <Code text={signing.data} label="data" />
      <table class="reasons">
        <caption class="hidden">{say("signing")}</caption>
        <tbody>
          {signing.signs.map((sign) => (
            <tr key={sign.sign_type}>
              <th scope="row">{sign.sign_type}</th>
              <td>
                <code>{sign.formula}</code>
                <p>
                  <code class="hash">{sign.sign}</code>
                </p>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

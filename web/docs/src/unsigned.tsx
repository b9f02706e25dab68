/** Calls on the wire of a pack, which are not signed. */

import { Fields, Part } from "./article";
import type { Lang, Refusal, UnsignedCall, UnsignedWire } from "./model";
import { Code, Json, Prose } from "./prose";
import { useSay } from "./words";

/** Shows a method as the apps of its pack call it. */
export function Unsigned({ call, names }: { call: UnsignedCall; names: ReadonlySet<string> }) {
  const say = useSay();
  return (
    <Part title={say("unsigned")}>
      <p>
        <strong>
          <code class="hash">
            {call.verb} {call.path}
          </code>
        </strong>
      </p>
      {call.parameters.length > 0 ? (
        <>
          <p class="faint">
            {say("place")}: {say(call.place)}
          </p>
          <Fields fields={call.parameters} names={names} caption={say("parameters")} />
        </>
      ) : (
        <p class="faint">{say("noParametersAtAll")}</p>
      )}
      <h3>{say("reply")}</h3>
      <Fields fields={call.reply} names={names} caption={say("reply")} isReply />
      {call.refusals.length > 0 && <Refusals refusals={call.refusals} />}
      {call.example && (
        <>
          <h3>{say("unsignedExample")}</h3>
          <Code text={call.example.curl} label={say("unsignedExample")} />
          <h3>{say("unsignedReply")}</h3>
          <Json value={call.example.reply} label={say("unsignedReply")} />
        </>
      )}
    </Part>
  );
}

/** Shows the rules that hold for every call of a wire. */
export function Wire({ wire, names, lang }: { wire: UnsignedWire; names: ReadonlySet<string>; lang: Lang }) {
  const say = useSay();
  return (
    <Part title={`${say("unsigned")}: ${wire.title}`}>
      <p>
        <code class="hash">{wire.url}</code> · <a href={`${wire.pack}.openapi.json?lang=${lang}`}>OpenAPI</a>
      </p>
      <Prose text={wire.text} names={names} />
      <Refusals refusals={wire.refusals} />
    </Part>
  );
}

function Refusals({ refusals }: { refusals: Refusal[] }) {
  const say = useSay();
  return (
    <table class="reasons">
      <caption class="hidden">{say("faults")}</caption>
      <thead>
        <tr>
          <th scope="col">HTTP</th>
          <th scope="col">sub_code</th>
          <th scope="col">{say("reply")}</th>
        </tr>
      </thead>
      <tbody>
        {refusals.map((refusal) => (
          <tr key={refusal.sub_code}>
            <th scope="row">{refusal.http_status}</th>
            <td>
              <code>{refusal.sub_code}</code>
            </td>
            <td>
              {refusal.meaning}
              <p class="faint">
                <code class="hash">{refusal.body}</code>
              </p>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

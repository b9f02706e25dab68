import type { Answer } from "./call";
import type { Method, Model, Reason } from "./model";
import { Copy, Json, inline } from "./prose";
import { useSay } from "./words";

interface Props {
  answer: Answer;
  method: Method;
  model: Model;
}

/** Shows a reply: the result, what to do about a fault, and the id of the request. */
export function Reply({ answer, method, model }: Props) {
  const say = useSay();
  const { body } = answer;
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  const isGood = body.code === 200;
  const reason = model.general.faults.find((known) => known.sub_code === body.sub_code);
  const requestId = text("request_id");
  return (
    <div class="reply" data-good={isGood}>
      <p class="verdict">
        <strong class="number">{String(body.code)}</strong>
        {text("sub_code") && <code>{text("sub_code")}</code>}
        <span>{text("msg")}</span>
      </p>
      {isGood && method.msg_meaning !== text("msg") && <p class="faint">{method.msg_meaning}</p>}
      {!isGood && reason && <Cure reason={reason} model={model} hint={text("hint")} />}
      <dl class="facts">
        <dt>request_id</dt>
        <dd>
          <code class="hash">{requestId}</code> {requestId && <Copy text={requestId} label="request_id" />}
        </dd>
        <dt>HTTP</dt>
        <dd>
          {answer.status} · {answer.milliseconds} ms
        </dd>
      </dl>
      <Json value={body} label={say("answer")} />
    </div>
  );
}

function Cure({ reason, model, hint }: { reason: Reason; model: Model; hint: string }) {
  const say = useSay();
  const names = new Set(model.groups.flatMap((group) => group.methods.map((method) => method.name)));
  return (
    <div class="cure">
      <p>
        <strong>{say("cure")}</strong> {inline(reason.cure, names)}
      </p>
      {hint && <p>{hint}</p>}
      <p class="faint">
        {reason.msg_meaning !== reason.msg && `${reason.msg_meaning} · `}
        {say(reason.blame === "caller" ? "callerFault" : "gatewayFault")}
      </p>
    </div>
  );
}

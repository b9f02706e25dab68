import { useEffect, useReducer, useState } from "preact/hooks";
import type { SignType } from "../../../sdk/js/src/sign.js";
import { Reply } from "./answer";
import { curl, endpoint, send, signed, type Answer, type Call, type Signer } from "./call";
import { Inputs, Labelled, read, startOf, type Values } from "./form";
import type { Method, Model, Place } from "./model";
import { Code } from "./prose";
import { current, learn, left, listen, now, remember, sandbox } from "./sandbox";
import { isWord, useSay } from "./words";

interface Props {
  method: Method;
  model: Model;
  place: Place;
}

/** The values that the user entered into the form of each method, kept for the next visit to the method. */
const written = new Map<string, Values>();

/** The parameters of every call about the caller, the same for all methods. */
const common = { signType: "MD5" as SignType, platform: "3", v: "1.0.0" };

const REQUEST_TOKEN = "system.request.token";

export function TryIt({ method, model, place }: Props) {
  const say = useSay();
  const known = useKnown();
  const [values, setValues] = useState(() => written.get(method.name) ?? startOf(method));
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<{ call: Call; answer: Answer } | null>(null);
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  const set = (name: string, value: string) => {
    const next = { ...values, [name]: value };
    written.set(method.name, next);
    setValues(next);
    setSent(null);
  };
  const filled = method.request_token && known.requestToken ? { ...values, request_token: known.requestToken } : values;
  const { parameters, invalid } = read(method, filled);
  const sign = (signer: Signer, name = method.name, own: object = parameters) =>
    signed(dataOf(name, own, signer.appid), signer, common.signType);
  const shown = sent?.call ?? sign(known.sandbox ?? model.general.signing);

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setTrouble("");
    try {
      await work();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      setTrouble(isWord(text) ? say(text) : text);
    }
    setBusy(false);
  };
  const submit = () =>
    attempt(async () => {
      setSent(null);
      const call = sign(await sandbox());
      const answer = await send(call, file);
      setSent({ call, answer });
      learn(method, answer.body);
    });
  const fetchToken = () =>
    attempt(async () => {
      const of = model.groups.flatMap((group) => group.methods).find((other) => other.name === REQUEST_TOKEN);
      const answer = await send(sign(await sandbox(), REQUEST_TOKEN, { number: 1 }), null);
      if (answer.body.code !== 200) throw new Error(`${answer.body.code} ${answer.body.msg}`);
      if (of) learn(of, answer.body);
    });

  return (
    <section id="try" class="try" tabIndex={-1} aria-label={say("tryIt")}>
      <h2>{say("tryIt")}</h2>
      <Who method={method} place={place} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (place.try && !isBusy && invalid.length === 0) void submit();
        }}
      >
        <Inputs
          method={method}
          values={filled}
          invalid={invalid}
          onValue={(name, value) => {
            if (name === "request_token") remember({ requestToken: value || undefined });
            set(name, value);
          }}
          beside={(field) =>
            field.name === "request_token" &&
            place.try && (
              <button type="button" class="quiet" onClick={fetchToken} disabled={isBusy}>
                {say("fetch")}
              </button>
            )
          }
        />
        {method.image && (
          <Labelled id="field-image" name="image" label={say("picture")}>
            <input
              id="field-image"
              type="file"
              accept="image/jpeg,image/png,image/gif,image/webp"
              onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
            />
          </Labelled>
        )}
        <Common
          token={known.token ?? ""}
          onChange={() => {
            setSent(null);
            redraw(0);
          }}
        />
        {place.try && (
          <button type="submit" class="send" disabled={isBusy || invalid.length > 0}>
            {say(isBusy ? "sending" : "send")}
          </button>
        )}
      </form>
      <div aria-live="polite">
        {trouble && (
          <p class="banner" data-tone="bad">
            {say("notSent")}
            {trouble}
          </p>
        )}
        {sent && <Reply answer={sent.answer} method={method} model={model} />}
      </div>
      <Shown call={shown} url={endpoint(place)} takesFile={method.image} />
    </section>
  );
}

function dataOf(method: string, own: object, appid: string): Record<string, unknown> {
  const { token } = current();
  const fixed = { method, v: common.v, appid, timestamp: String(now()), platform: Number(common.platform) };
  return { ...fixed, token: token ?? "", ...own };
}

function useKnown() {
  const [known, setKnown] = useState(current());
  useEffect(() => listen(() => setKnown(current())), []);
  return known;
}

/** Shows the app that makes the call, and warnings if the call cannot succeed. */
function Who({ method, place }: { method: Method; place: Place }) {
  const say = useSay();
  const known = useKnown();
  if (!place.try) return <p class="banner">{say("noTry")}</p>;
  return (
    <>
      {known.sandbox ? <Left appid={known.sandbox.appid} /> : <p class="faint">{say("sandboxNone")}</p>}
      {!method.classes.includes("app") && (
        <p class="banner" data-tone="warm">
          {say("notForApps")}
        </p>
      )}
      {known.token && (
        <p class="signed-in">
          <span>{say("loggedIn")}</span>
          <button type="button" class="quiet" onClick={() => remember({ token: undefined })}>
            {say("logOut")}
          </button>
        </p>
      )}
      {!known.token && method.session === "session" && (
        <p class="banner" data-tone="warm">
          {say("needLogin")}
          <a href="#/user.login">user.login</a> · <a href="#/user.register">user.register</a>
        </p>
      )}
    </>
  );
}

function Left({ appid }: { appid: string }) {
  const say = useSay();
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => tick(0), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = left();
  return (
    <p class="sandbox">
      {say("sandbox")} <code>{appid}</code>
      <span class="left">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
      </span>
    </p>
  );
}

function Common({ token, onChange }: { token: string; onChange: () => void }) {
  const say = useSay();
  const change = (key: keyof typeof common) => (event: { currentTarget: { value: string } }) => {
    Object.assign(common, { [key]: event.currentTarget.value });
    onChange();
  };
  return (
    <details class="common">
      <summary>{say("common")}</summary>
      <Labelled id="common-sign" name="sign_type" label={say("signature")}>
        <select id="common-sign" value={common.signType} onChange={change("signType")}>
          <option>MD5</option>
          <option>HMAC-SHA256</option>
        </select>
      </Labelled>
      <Labelled id="common-platform" name="platform" label={say("platform")}>
        <select id="common-platform" value={common.platform} onChange={change("platform")}>
          <option value="1">1 iOS</option>
          <option value="2">2 Android</option>
          <option value="3">3 H5</option>
          <option value="4">4 Web</option>
        </select>
      </Labelled>
      <Labelled id="common-v" name="v" label={say("version")}>
        <input id="common-v" type="text" value={common.v} onInput={change("v")} />
      </Labelled>
      <Labelled id="common-token" name="token" label={say("token")}>
        <input
          id="common-token"
          type="text"
          autocomplete="off"
          value={token}
          onInput={(event) => {
            remember({ token: event.currentTarget.value || undefined });
            onChange();
          }}
        />
      </Labelled>
    </details>
  );
}

/** Shows the call byte by byte: the text that is hashed, the signature, and the call as a command line. */
function Shown({ call, url, takesFile }: { call: Call; url: string; takesFile: boolean }) {
  const say = useSay();
  const isMd5 = call.signType === "MD5";
  const secret = isMd5 ? call.signer.secret : "";
  return (
    <>
      <h3>{say("hashed")}</h3>
      <p class="faint">{say(isMd5 ? "hashedMd5" : "hashedHmac")}</p>
      <Code text={call.data + secret} label={say("hashed")}>
        {call.data}
        {secret && <mark>{secret}</mark>}
      </Code>
      <h3>
        {say("signature")} <small class="faint">{call.signType}</small>
      </h3>
      <Code text={call.sign} label={say("signature")} />
      <h3>{say("curl")}</h3>
      <Code text={curl(call, url, takesFile)} label={say("curl")} />
    </>
  );
}

/** The form of a method, made from its parameters, and its values as the object that is signed. */

import type { ComponentChildren } from "preact";
import type { Field, Method } from "./model";
import { useSay } from "./words";

export type Values = Readonly<Record<string, string>>;

/** Returns the parameters at the top level, without their members. */
export const topOf = (method: Method) => method.parameters.filter((field) => !field.name.includes("."));

const isJson = (field: Field) => field.types.some((type) => type === "array" || type === "object");
const isLong = (field: Field) => (field.rules.max_length ?? 0) > 255;
const asText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** Returns the first values of the form: the examples of required parameters that may not be empty. */
export function startOf(method: Method): Values {
  const isNeeded = (field: Field) =>
    field.required && field.rules.min_length !== 0 && field.name !== "request_token";
  const filled = topOf(method).filter((field) => isNeeded(field) && field.example != null);
  return Object.fromEntries(filled.map((field) => [field.name, asText(field.example)]));
}

/** Returns the value of a text in a field. Throws if the field takes JSON and the text is not JSON. The gateway checks the rules. */
function valueOf(field: Field, text: string): unknown {
  if (isJson(field) || field.types.includes("boolean")) return JSON.parse(text);
  const isOf = (type: string, form: RegExp) => field.types.includes(type) && form.test(text);
  const isNumber = isOf("integer", /^-?\d{1,15}$/) || isOf("number", /^-?\d{1,12}(\.\d{1,3})?$/);
  return isNumber ? Number(text) : text;
}

/** Returns the parameters that the form contains, and the names of those that cannot be read. */
export function read(method: Method, values: Values): { parameters: Record<string, unknown>; invalid: string[] } {
  const parameters: Record<string, unknown> = {};
  const invalid: string[] = [];
  for (const field of topOf(method)) {
    const text = values[field.name] ?? "";
    if (text === "") continue;
    try {
      parameters[field.name] = valueOf(field, text);
    } catch {
      invalid.push(field.name);
    }
  }
  return { parameters, invalid };
}

interface InputsProps {
  method: Method;
  values: Values;
  invalid: string[];
  onValue: (name: string, value: string) => void;
  /** Returns the element to show beside a field. */
  beside?: (field: Field) => ComponentChildren;
}

export function Inputs({ method, values, invalid, onValue, beside }: InputsProps) {
  const say = useSay();
  return (
    <>
      {topOf(method).map((field) => {
        const isInvalid = invalid.includes(field.name);
        const hint = isInvalid ? say("invalidJson") : field.rule.replaceAll("`", "");
        return (
          <Labelled key={field.name} id={`field-${field.name}`} name={field.name} label={field.label} field={field} hint={hint} isInvalid={isInvalid}>
            <Input field={field} value={values[field.name] ?? ""} isInvalid={isInvalid} onValue={onValue} hasHint={hint !== ""} />
            {beside?.(field)}
          </Labelled>
        );
      })}
    </>
  );
}

interface LabelledProps {
  id: string;
  name: string;
  label: string;
  field?: Field;
  hint?: string;
  isInvalid?: boolean;
  children: ComponentChildren;
}

/** Shows a label, a control, and a line that explains it. */
export function Labelled({ id, name, label, field, hint, isInvalid, children }: LabelledProps) {
  const say = useSay();
  return (
    <div class="field" data-invalid={isInvalid}>
      <label for={id}>
        <code>{name}</code> <span>{label}</span>
        {field?.required && (
          <span class="required" title={say("required")}>
            *<span class="hidden">{say("required")}</span>
          </span>
        )}
      </label>
      <div class="control">{children}</div>
      {hint && (
        <p id={`${id}-hint`} class={isInvalid ? "required" : "faint"}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface InputProps {
  field: Field;
  value: string;
  isInvalid: boolean;
  hasHint: boolean;
  onValue: (name: string, value: string) => void;
}

function Input({ field, value, isInvalid, hasHint, onValue }: InputProps) {
  const say = useSay();
  const id = `field-${field.name}`;
  // A shorter example was generated from the rules of the field, so it is not shown.
  const example = field.example == null || asText(field.example).length < 2 ? "" : asText(field.example);
  const shared = {
    id,
    value,
    name: field.name,
    autocomplete: "off",
    spellcheck: false,
    placeholder: field.required ? example : `${say("emptyIsAbsent")}${example && `: ${example}`}`,
    "aria-invalid": isInvalid || undefined,
    "aria-describedby": hasHint ? `${id}-hint` : undefined,
    onInput: (event: { currentTarget: { value: string } }) => onValue(field.name, event.currentTarget.value),
  };
  const values = field.types.includes("boolean") ? [true, false] : field.rules.values;
  if (values && values.length > 0 && !isJson(field)) {
    return (
      <select {...shared}>
        <option value="">{field.required ? "" : say("emptyIsAbsent")}</option>
        {values.map((choice) => (
          <option key={asText(choice)} value={asText(choice)}>
            {asText(choice)}
          </option>
        ))}
      </select>
    );
  }
  if (isJson(field) || isLong(field)) return <textarea {...shared} rows={3} />;
  return <input {...shared} type="text" inputMode={field.types.includes("integer") ? "numeric" : undefined} />;
}

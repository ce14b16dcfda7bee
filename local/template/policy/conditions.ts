import { type Context, valuesOf } from './condition-keys.ts'
import { isLike, isLikeArn } from './wildcard.ts'

/** One line of a policy's `Condition`: an operator, a key, and the values of which one has to fit. */
export type PolicyCondition = { readonly operator: string; readonly key: string; readonly values: readonly string[] }

type Fits = (wanted: string, value: string) => boolean
type Operator = (wanted: readonly string[], values: readonly string[] | null, key: string) => boolean

const equal: Fits = (wanted, value) => wanted === value
const equalIgnoringCase: Fits = (wanted, value) => wanted.toLowerCase() === value.toLowerCase()

/** For keys of one value; a request without the key does not fit. */
function single(fits: Fits): Operator {
  return (wanted, values, key) => values !== null && wanted.some((one) => fits(one, onlyOf(values, key)))
}

/** Condition operators (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: single(equal),
  StringLike: single(isLike),
  ArnEquals: single(isLikeArn),
  ArnLike: single(isLikeArn),
  Bool: single(equalIgnoringCase),
  // A negation is true of a request that does not carry the key.
  StringNotEquals: (wanted, values, key) => values === null || !wanted.some((one) => equal(one, onlyOf(values, key))),
  Null: (wanted, values) => wanted.some((one) => equalIgnoringCase(one, String(values === null))),
  'ForAnyValue:StringEquals': (wanted, values) => (values ?? []).some((value) => wanted.includes(value)),
  'ForAllValues:StringLike': (wanted, values) =>
    (values ?? []).every((value) => wanted.some((one) => isLike(one, value))),
  'ForAllValues:StringEquals': (wanted, values) => (values ?? []).every((value) => wanted.includes(value)),
}

/** Returns true if a request meets a condition. Throws for an unknown operator or key. */
export function isMet({ operator, key, values }: PolicyCondition, context: Context): boolean {
  const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined
  if (known === undefined) throw new Error(`the condition operator ${operator} is not known`)
  return known(values, valuesOf(key, context), key)
}

/** AWS leaves open what an operator without `ForAnyValue` or `ForAllValues` makes of several values. */
function onlyOf(values: readonly string[], key: string): string {
  const [value] = values
  if (value === undefined || values.length > 1) throw new Error(`${key} has ${values.length} values, one is expected`)
  return value
}

import { z } from 'zod'

/** A condition of a template. Functions that are not named here are refused. */
type Condition =
  | { readonly 'Fn::Equals': readonly [unknown, unknown] }
  | { readonly 'Fn::And': readonly Condition[] }
  | { readonly 'Fn::Or': readonly Condition[] }
  | { readonly 'Fn::Not': readonly [Condition] }
  | { readonly Condition: string }

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ 'Fn::Equals': z.tuple([z.unknown(), z.unknown()]) }),
    z.strictObject({ 'Fn::And': z.array(condition).min(2).max(10) }),
    z.strictObject({ 'Fn::Or': z.array(condition).min(2).max(10) }),
    z.strictObject({ 'Fn::Not': z.tuple([condition]) }),
    z.strictObject({ Condition: z.string() }),
  ]),
)

const operand = z.union([z.string(), z.strictObject({ Ref: z.string() })])

/** Returns a function that decides conditions by their names. No name (`null`) always holds; an unknown one throws. */
export function conditionsOf(
  written: Readonly<Record<string, unknown>>,
  pseudo: Readonly<Record<string, string>>,
): (name: string | null) => boolean {
  function operandOf(given: unknown): string {
    const text = operand.parse(given)
    if (typeof text === 'string') return text
    const found = pseudo[text.Ref]
    if (found === undefined) throw new Error(`a condition compares ${text.Ref}, which is not known`)
    return found
  }

  function decide(given: Condition): boolean {
    if ('Fn::Equals' in given) return operandOf(given['Fn::Equals'][0]) === operandOf(given['Fn::Equals'][1])
    if ('Fn::And' in given) return given['Fn::And'].every(decide)
    if ('Fn::Or' in given) return given['Fn::Or'].some(decide)
    return 'Fn::Not' in given ? !decide(given['Fn::Not'][0]) : named(given.Condition)
  }

  function named(name: string): boolean {
    if (!Object.hasOwn(written, name)) throw new Error(`the template has no condition ${name}`)
    return decide(condition.parse(written[name]))
  }

  return (name) => name === null || named(name)
}

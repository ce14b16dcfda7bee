import type { FieldScope, FieldScopes, FieldText } from './recognition.ts'
import { parsedJson } from './values.ts'

/** Keys that lead to a text at most. */
export const deepestField = 8
/** Objects and texts below the top that are looked at. */
export const mostNested = 1_000
/** Places that are named if they were not looked at. */
const mostNamed = 20

type OpenPlace = Pick<FieldScope, 'path' | 'around'> & { readonly name: string; readonly value: object }

/** Takes a JSON value apart: objects in objects, lists, and JSON that stands in JSON as a text. The outer ones come first. */
export function fieldScopes(content: object): FieldScopes {
  const scopes: FieldScope[] = []
  const unseen = new Set<string>()
  const taken = new Set<string>()
  let nested = 0
  /** Returns true for a place that is looked at, and counts it. */
  const take = (path: readonly string[]): boolean => {
    const place = path.join('.')
    nested += path.length > 1 ? 1 : 0
    const isSeen = path.length <= deepestField && nested <= mostNested && !taken.has(place)
    taken.add(place)
    if (!isSeen && unseen.size < mostNamed) unseen.add(place)
    return isSeen
  }
  const open: OpenPlace[] = [{ path: [], around: [], name: 'value', value: content }]
  // A loop over a list also visits the objects that are added meanwhile.
  for (const { path, around, name, value } of open) {
    const isList = Array.isArray(value)
    const entries = Object.entries(value).filter(([key]) => take([...path, key]))
    const fields = entries.flatMap(([key, one]): FieldText[] =>
      jsonObjectIn(one) === null && isScalar(one)
        ? [{ name: isList ? name : key, place: [...path, key].join('.'), text: `${one}` }]
        : [],
    )
    if (isList) scopes.push(...fields.map((field) => ({ path, fields: [field], around })))
    else scopes.push({ path, fields, around })
    const outside = isList ? around : [...fields, ...around]
    for (const [key, one] of entries) {
      const object = jsonObjectIn(one)
      if (object !== null)
        open.push({ path: [...path, key], around: outside, name: isList ? name : key, value: object })
    }
  }
  return { scopes, unseen: [...unseen] }
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** Returns the object or list that a value is, or that stands in it as JSON; null for any other. */
export function jsonObjectIn(value: unknown): object | null {
  const content = typeof value === 'string' && /^\s*["{[]/.test(value) ? parsedJson(value) : value
  if (typeof content === 'string' && content !== value) return jsonObjectIn(content)
  return typeof content === 'object' ? content : null
}

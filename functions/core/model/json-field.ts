/** Splits the place of a value in JSON, such as `params.password` or `params.0`. */
export const jsonPath = (name: string): readonly string[] => name.split('.')

/**
 * Returns a copy of JSON with a text at a place. Missing objects are made. An index of a list may be at most its length. Returns
 * `undefined` if something else than an object or a list is in the way.
 */
export function withJsonField(container: unknown, [key, ...rest]: readonly string[], value: string): unknown {
  if (key === undefined) return value
  if (Array.isArray(container)) {
    const index = /^\d{1,4}$/.test(key) ? Number(key) : Number.NaN
    const item = index <= container.length ? withJsonField(container[index], rest, value) : undefined
    return item === undefined ? undefined : Object.assign([...container], { [index]: item })
  }
  if (container !== undefined && (typeof container !== 'object' || container === null)) return undefined
  const item = withJsonField(new Map(Object.entries(container ?? {})).get(key), rest, value)
  return item === undefined ? undefined : { ...container, [key]: item }
}

/** Beginning of a text of JSON. Throwing the parser's error takes longer than everything else that is done with a page of HTML. */
const jsonBegins = /^[\t\n\r ]*["\d[{tfn-]/

/** Parses a text as JSON; `undefined` if it is none. The error of the parser quotes the text, so it is dropped. */
export function parseJson(text: string): unknown {
  if (!jsonBegins.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

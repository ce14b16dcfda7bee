import type { CallTemplate } from '../../model/rotator-spec.ts'

/** What places are filled with: texts by name, and whole values that were copied from an answer. */
export type Filling = {
  readonly texts: Readonly<Record<string, string>>
  readonly copied: Readonly<Record<string, unknown>>
}

const placeholder = /\{([A-Za-z][\w.]*)\}/g
const whole = /^\{copied\.([A-Za-z]\w*)\}$/
const number = /^\{number\.([A-Za-z]\w*)\}$/

/** A URL with its places filled; what is filled in cannot leave its segment, but for the addresses that it begins with. */
export function fillUrl(url: string, { texts }: Filling): URL {
  return new URL(
    url.replace(placeholder, (_place, name: string) => {
      const value = textOf(texts, name)
      return name === 'api' || name === 'login' ? value.replace(/\/+$/, '') : encodeURIComponent(value)
    }),
  )
}

export function fillText(text: string, { texts }: Filling): string {
  return text.replace(placeholder, (_place, name: string) => textOf(texts, name))
}

/** A JSON body with its places filled. Filled strings are data: nothing in them is taken for structure. */
export function fillJson(template: CallTemplate, filling: Filling): unknown {
  if (typeof template === 'string') {
    const copied = whole.exec(template)?.[1]
    if (copied !== undefined) return filling.copied[copied] ?? null
    const counted = number.exec(template)?.[1]
    return counted === undefined ? fillText(template, filling) : Number(textOf(filling.texts, counted))
  }
  if (typeof template !== 'object' || template === null) return template
  if (Array.isArray(template)) return template.map((one: CallTemplate) => fillJson(one, filling))
  return Object.fromEntries(Object.entries(template).map(([field, one]) => [field, fillJson(one, filling)]))
}

/** A place without a value is a bug of the spec or of the config's check, and must not become the text `undefined`. */
function textOf(texts: Filling['texts'], name: string): string {
  const value = Object.hasOwn(texts, name) ? texts[name] : undefined
  if (value === undefined) throw new Error(`nothing is known to fill {${name}} with`)
  return value
}

/** Every name that a call's places ask for. */
export function placesIn(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(placeholder)].map(([, name = '']) => name)
}

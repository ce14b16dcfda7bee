import type { CallTemplate } from '../../model/rotator-spec.ts'

/** Values for the places of a template: texts by name, and whole values copied from an answer. */
export type Filling = {
  readonly texts: Readonly<Record<string, string>>
  readonly copied: Readonly<Record<string, unknown>>
}

const placeholder = /\{([A-Za-z][\w.]*)\}/g
const whole = /^\{copied\.([A-Za-z]\w*)\}$/
const number = /^\{number\.([A-Za-z]\w*)\}$/

/** Fills the places of a URL. A value cannot leave its segment, except `api` and `login`, which begin the URL. */
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

/** Fills the places of a JSON body. Filled strings are data, never structure. */
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

/** Returns the text of a place. Throws where there is none: a bug of ours, which must not become the text `undefined`. */
function textOf(texts: Filling['texts'], name: string): string {
  const value = Object.hasOwn(texts, name) ? texts[name] : undefined
  if (value === undefined) throw new Error(`no value for the place {${name}}`)
  return value
}

/** Returns the name of every place in a call. */
export function placesIn(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(placeholder)].map(([, name = '']) => name)
}

import { shown } from '../../functions/config/secrecy.ts'

/** Form of a secret, without any of its value: a JWT, an object with named fields, or plain text. */
export type Shape =
  | { readonly kind: 'jwt'; readonly field: string | null }
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'text' }
  | { readonly kind: 'unread' }

/** Matches a JWT: three parts, of which the first is a JSON object (RFC 7515). */
const jwtPattern = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/

/** Returns the shape of a value and keeps nothing else of it. Hides names of fields that may be secrets themselves. */
export function shapeOf(value: string): Shape {
  const text = value.trim()
  if (jwtPattern.test(text)) return { kind: 'jwt', field: null }
  const fields = fieldsOf(text)
  if (fields === null) return { kind: 'text' }
  const jwt = fields.find(
    ([name, field]) => typeof field === 'string' && jwtPattern.test(field) && shown(name) !== undefined,
  )
  if (jwt !== undefined) return { kind: 'jwt', field: jwt[0] }
  return { kind: 'fields', names: fields.map(([name]) => shown(name) ?? '[hidden]') }
}

/** `JSON.parse` quotes its input in its errors, so the error is dropped here. */
function fieldsOf(text: string): readonly (readonly [string, unknown])[] | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.entries(parsed) : null
  } catch {
    return null
  }
}

export function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case 'jwt':
      return shape.field === null ? 'a JWT' : `a JWT in its field ${shape.field}`
    case 'fields':
      return `an object of ${shape.names.join(', ')}`
    case 'text':
      return 'a plain string'
    case 'unread':
      return 'value not read'
  }
}

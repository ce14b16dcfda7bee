import { shown } from '../../functions/config/secrecy.ts'

/** What a secret looks like, without any of its value: whether it is a JWT, the names of its fields, or just text. */
export type Shape =
  | { readonly kind: 'jwt'; readonly field: string | null }
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'text' }
  | { readonly kind: 'unread' }

/** Three parts, of which the first is a JSON object: RFC 7515. */
const jwtPattern = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/

/** Looks at a value that nobody keeps. Names of fields that might be a secret themselves are not told. */
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
      return 'not looked into'
  }
}

import { shown } from '../../functions/config/secrecy.ts'
import type { Content, Recognition } from './recognition.ts'

/** Describes a stored text that is no check yet, without any of its value. */
export function contentSummary(content: Content, { credentials, leftAlone, unrecognized }: Recognition): string {
  const [perhaps] = credentials
  if (perhaps !== undefined) return `${contentWords(content)}, perhaps ${perhaps.title}: ${perhaps.because}`
  const [left] = leftAlone
  if (unrecognized.length === 0 && left !== undefined && left.field === null) return left.because
  return contentWords(content)
}

function contentWords(content: Content): string {
  switch (content.kind) {
    case 'unread':
      return 'value not read'
    case 'text':
      return 'a plain string'
    case 'fields':
      return fieldWords([...content.fields.keys(), ...content.unseen])
    case 'binary':
      return 'bytes'
    case 'too_large':
      return 'a text that is too large'
  }
}

/** Names the fields of an object. The items of a list have numbers for names. */
function fieldWords(places: readonly string[]): string {
  if (places.length > 0 && places.every((place) => /^\d+(?:\.|$)/.test(place))) return 'a list'
  return `an object of ${places.map((place) => shown(place) ?? '[hidden]').join(', ')}`
}

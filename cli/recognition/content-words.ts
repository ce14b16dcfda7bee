import { shown } from '../../functions/config/secrecy.ts'
import type { Content, Recognition } from './recognition.ts'

/** Describes a stored text that is no check yet, without any of its value. */
export function knownWords(content: Content, { credentials, leftAlone, unrecognized }: Recognition): string {
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
      return `an object of ${[...content.fields.keys(), ...content.nested].map((name) => shown(name) ?? '[hidden]').join(', ')}`
    case 'binary':
      return 'bytes'
    case 'too_large':
      return 'a text that is too large'
  }
}

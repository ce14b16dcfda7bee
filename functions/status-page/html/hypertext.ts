import { html as escaping, raw } from 'hono/html'
import { seenText } from '../../core/model/unseen.ts'

export { raw }

/** Markup whose texts are escaped, and that holds no character that nobody sees or that turns the direction of others. */
export type Html = ReturnType<typeof escaping>

/** Writes markup. A plain text among its values may come from a provider, a config or the table: it stays text, and is seen as it is. */
export const html = (parts: TemplateStringsArray, ...values: readonly unknown[]): Html =>
  escaping(parts, ...values.map(seen))

const seen = (value: unknown): unknown => {
  if (typeof value === 'string') return seenText(value)
  return Array.isArray(value) ? value.map(seen) : value
}

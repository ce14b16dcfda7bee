import { z } from 'zod'
import { isSecretParameter, shown } from '../secrecy.ts'
import { expected } from './text.ts'

/** A URL that a credential may be sent to. addresses.ts judges scheme and address with the check's `allowPrivate`. */
export const url = urlOf('an absolute https URL', endpointFaults)

/** A page for people. Tokenwatch never requests it. */
export const linkUrl = urlOf('an absolute https URL', (parsed) => credentialFaults(parsed))

/** Parses a URL by the WHATWG rules, which give every host one spelling: the checked host is the host that is asked. */
function urlOf(what: string, faults: (parsed: URL, text: string) => readonly string[]) {
  const error = expected(what)
  return z.string({ error }).transform((text, context) => {
    const parsed = text.length > 2_048 ? null : URL.parse(text)
    const messages =
      parsed === null || !/^https?:$/.test(parsed.protocol) ? [error({ input: text })] : faults(parsed, text)
    for (const message of messages) context.addIssue({ code: 'custom', message })
    return parsed === null || messages.length > 0 ? z.NEVER : parsed.href
  })
}

function endpointFaults(parsed: URL, text: string): readonly string[] {
  const fragment = text.includes('#') ? ['expected no fragment (#...), which is never sent: drop it'] : []
  return [...credentialFaults(parsed), ...fragment]
}

function credentialFaults(parsed: URL): readonly string[] {
  const faults: string[] = []
  if (parsed.username !== '' || parsed.password !== '')
    faults.push('expected no user or password in a URL: store them in a secret and send them with basic()')
  for (const name of new Set(parsed.searchParams.keys())) {
    if (!isSecretParameter(name)) continue
    const named = shown(name) === undefined ? '' : ` "${name}"`
    faults.push(`the query parameter${named} is named like a credential: store it in a secret and send it with query()`)
  }
  return faults
}

import { createHash } from 'node:crypto'

/** A secret in a place where it must not be. The place, and which secret, but never the secret. */
export type Leak = { readonly where: string; readonly fingerprint: string; readonly count: number }

/** Shorter pieces occur in any text. */
const shortest = 12
const tailLength = 24

/** Counts the secrets that occur in what something printed, plain or as somebody may have encoded them. */
export function leaksIn(where: string, texts: Iterable<string>, secrets: Iterable<string>): readonly Leak[] {
  const all = [...texts].join('\n')
  const found: Leak[] = []
  for (const secret of secrets) {
    const forms = formsOf(secret)
    const count = Math.max(0, ...forms.map((form) => all.split(form).length - 1))
    if (count > 0) found.push({ where, fingerprint: `sha256:${digestOf(secret)}`, count })
  }
  return found
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8)
}

/** The whole, its encodings, its tail and a JWT's signature: what is left when somebody cuts the front off. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const whole = [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
  const parts = [secret.slice(-tailLength), secret.split('.')[2] ?? '']
  return [...new Set([...whole, ...parts])].filter((form) => form.length >= shortest)
}

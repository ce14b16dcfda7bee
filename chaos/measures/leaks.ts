import { createHash } from 'node:crypto'
import { encodedForms, formsOf } from './secret-forms.ts'

/** A secret that was found in some output. The fingerprint identifies the secret without showing it. */
export type SecretLeak = { readonly where: string; readonly fingerprint: string; readonly count: number }

/** Searches the output of a run for secrets. Compares each text with each secret once, whichever of the two came first. */
export type ServiceLeakScanner = {
  /** Adds texts of one source. A text that was added before is not counted again. */
  look(where: string, texts: Iterable<string>): void
  found(): readonly SecretLeak[]
}

/** Texts of one source that are kept, to be compared with secrets that become known later. */
const maxTexts = 20_000

/** Forms of a secret, and those of them that may stand on several lines. */
type SearchedForms = { readonly forms: readonly string[]; readonly encoded: readonly string[] }

type Place = { readonly texts: Set<string>; readonly counts: Map<string, number> }

/** `secrets` may grow while the scanner is in use. */
export function createServiceLeakScanner(secrets: Iterable<string>): ServiceLeakScanner {
  const known = new Map<string, SearchedForms>()
  const places = new Map<string, Place>()
  const count = ({ counts }: Place, text: string, secret: string, forms: SearchedForms) => {
    const more = occurrences(text, forms)
    if (more > 0) counts.set(secret, (counts.get(secret) ?? 0) + more)
  }
  const learn = () => {
    for (const secret of secrets) {
      if (known.has(secret)) continue
      const forms = { forms: formsOf(secret), encoded: encodedForms(secret) }
      known.set(secret, forms)
      for (const place of places.values()) count(place, [...place.texts].join('\n'), secret, forms)
    }
  }
  return {
    look(where, texts) {
      learn()
      const place = places.get(where) ?? { texts: new Set(), counts: new Map() }
      places.set(where, place)
      const fresh = [...new Set(texts)].filter((text) => !place.texts.has(text))
      if (fresh.length === 0) return
      const all = fresh.join('\n')
      for (const [secret, forms] of known) count(place, all, secret, forms)
      for (const text of fresh) place.texts.add(text)
      for (const text of place.texts) if (place.texts.size > maxTexts) place.texts.delete(text)
    },
    found() {
      learn()
      return [...places].flatMap(([where, { counts }]) =>
        [...counts].map(([secret, count]) => ({ where, fingerprint: `sha256:${digestOf(secret)}`, count })),
      )
    },
  }
}

/** Finds secrets in texts, also in common encodings. */
export function leaksIn(where: string, texts: Iterable<string>, secrets: Iterable<string>): readonly SecretLeak[] {
  const scanner = createServiceLeakScanner([...secrets])
  scanner.look(where, texts)
  return scanner.found()
}

function occurrences(text: string, { forms, encoded }: SearchedForms): number {
  const most = (where: string, some: readonly string[]) => Math.max(0, ...some.map((form) => timesIn(where, form)))
  const inLines = most(text, forms)
  // Encoders put long texts on several lines.
  return inLines > 0 ? inLines : most(text.replace(/(?:\\r)?\\n|\s+/g, ''), encoded)
}

const timesIn = (text: string, form: string): number => (text.includes(form) ? text.split(form).length - 1 : 0)

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8)
}

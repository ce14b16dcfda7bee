import type { SecretLeak } from '../measures/leaks.ts'

/** Asks whoever knows the secrets; nobody else does, so that none comes into this process. */
export type AskForLeaks = (where: string, texts: readonly string[]) => Promise<readonly SecretLeak[]>

/** What was found in everything that a service says: texts are looked through once, in batches. */
export type LeakTally = { add(where: string, text: string): void; found(): Promise<readonly SecretLeak[]> }

/** Texts at once; a text that comes again is not asked about again. */
const batch = 500
const mostRemembered = 20_000

export function createLeakTally(ask: AskForLeaks): LeakTally {
  const waiting = new Map<string, string[]>()
  const remembered = new Set<string>()
  const leaks = new Map<string, SecretLeak>()
  const note = (leak: SecretLeak) => {
    const key = `${leak.where} ${leak.fingerprint}`
    leaks.set(key, { ...leak, count: leak.count + (leaks.get(key)?.count ?? 0) })
  }
  return {
    add(where, text) {
      const key = `${where} ${text}`
      if (remembered.has(key)) return
      if (remembered.size >= mostRemembered) remembered.clear()
      remembered.add(key)
      waiting.set(where, [...(waiting.get(where) ?? []), text])
    },
    async found() {
      for (const [where, texts] of waiting) {
        waiting.delete(where)
        for (let from = 0; from < texts.length; from += batch)
          for (const leak of await ask(where, texts.slice(from, from + batch))) note(leak)
      }
      return [...leaks.values()]
    },
  }
}

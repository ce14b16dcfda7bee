import type { SecretLeak } from '../measures/leaks.ts'

/** Asks the controller for leaks. Only the controller knows the secrets, so none of them enters this process. */
export type AskForLeaks = (where: string, texts: readonly string[]) => Promise<readonly SecretLeak[]>

/** Collects the output of a service and the leaks found in it. Each text is searched once, in batches. */
export type LeakTally = { add(where: string, text: string): void; found(): Promise<readonly SecretLeak[]> }

/** Texts in one request to the controller. */
const batchSize = 500
/** Texts that are remembered, so that none is searched twice. */
const maxRemembered = 20_000

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
      if (remembered.size >= maxRemembered) remembered.clear()
      remembered.add(key)
      waiting.set(where, [...(waiting.get(where) ?? []), text])
    },
    async found() {
      for (const [where, texts] of waiting) {
        waiting.delete(where)
        for (let from = 0; from < texts.length; from += batchSize)
          for (const leak of await ask(where, texts.slice(from, from + batchSize))) note(leak)
      }
      return [...leaks.values()]
    },
  }
}

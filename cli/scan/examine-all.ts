import pLimit from 'p-limit'
import type { Terminal } from '../framework/terminal.ts'
import { type Examination, type ExaminedSecret, examineSecret } from './examine.ts'
import type { ScannedSecret } from './scanned-secret.ts'

/** Values that are read at once. Secrets Manager allows thousands a second; this is what one session needs. */
const readsAtOnce = 8

/** Looks at every secret once. After Ctrl-C the rest is left out. */
export async function examineAll(
  secrets: readonly ScannedSecret[],
  examination: Examination,
  { signal, terminal }: { readonly signal: AbortSignal; readonly terminal: Pick<Terminal, 'progress'> },
): Promise<readonly ExaminedSecret[]> {
  const limit = pLimit(readsAtOnce)
  let done = 0
  const looked = await Promise.all(
    secrets.map((secret) =>
      limit(async () => {
        if (signal.aborted) return null
        const one = await examineSecret(secret, examination)
        done += 1
        terminal.progress(`looked at ${done} of ${secrets.length} secrets`)
        return one
      }),
    ),
  )
  return looked.filter((one) => one !== null)
}

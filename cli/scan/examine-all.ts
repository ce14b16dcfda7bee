import pLimit from 'p-limit'
import type { Terminal } from '../framework/terminal.ts'
import { type Examination, type ExaminedSecret, examineSecret } from './examine.ts'
import type { ScannedSecret } from './scanned-secret.ts'
import { untilStopped } from './until-stopped.ts'

/** Values that are read at once. Secrets Manager allows thousands a second; this is what one session needs. */
const readsAtOnce = 8

/** Looks at every secret once. After Ctrl-C the rest is left out. */
export async function examineAll(
  secrets: readonly ScannedSecret[],
  examination: Examination,
  { signal, terminal }: { readonly signal: AbortSignal; readonly terminal: Pick<Terminal, 'progress'> },
): Promise<readonly ExaminedSecret[]> {
  const limit = pLimit(readsAtOnce)
  const looked = new Map<ScannedSecret, ExaminedSecret>()
  await untilStopped(
    secrets.map((secret) =>
      limit(async () => {
        if (signal.aborted) return
        looked.set(secret, await examineSecret(secret, examination))
        terminal.progress(`looked at ${looked.size} of ${secrets.length} secrets`)
      }),
    ),
    signal,
  )
  // In the order of the listing, whichever was read first.
  return secrets.flatMap((secret) => looked.get(secret) ?? [])
}

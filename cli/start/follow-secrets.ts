import { setTimeout as wait } from 'node:timers/promises'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { Aws } from '../../local/aws/aws.ts'

const rereadMs = 1_000

/** Reads the file of `--secrets` and the files beside a config again while a lab runs. What changed becomes a new version in the lab. */
export async function followSecrets(
  deployment: Deployment,
  { config, file, known }: { config: string; file: string | undefined; known: ReadonlyMap<string, string> },
  { aws, ending }: { aws: Aws; ending: AbortSignal },
): Promise<void> {
  const { readSecretsFile, sourceSecrets } = await import('../../local/secret-sources.ts')
  for (let last = known; ; ) {
    await wait(rereadMs, undefined, { signal: ending }).catch(() => undefined)
    if (ending.aborted) return
    const named = file === undefined ? new Map<string, string>() : await readSecretsFile(file)
    // A file that is being written, or is gone, changes nothing.
    if (typeof named === 'string') continue
    const { secrets } = await sourceSecrets(deployment, { environment: process.env, config, named })
    for (const [name, value] of secrets) if (last.get(name) !== value) aws.secretsManager.put(name, value)
    last = new Map([...last, ...secrets])
  }
}

import type { Check } from '../model/check.ts'
import type { KubernetesConsumer } from '../model/consumer.ts'
import type { Credential } from '../model/credential.ts'
import type { AttemptDependencies } from '../probe/attempt.ts'
import { openCluster } from './cluster.ts'
import type { ConsumerEvidence } from './evidence.ts'
import { copyIn } from './kubernetes-secret.ts'
import { startsIn } from './pod-starts.ts'

/** Wall-clock time of one look at a cluster. */
const lookDeadlineMs = 20_000

/**
 * Looks at the pods of a consumer, and at the Kubernetes Secret from which they get the value. The Secret is read before and after the pods:
 * one that changed meanwhile says nothing.
 */
export async function askKubernetes(
  consumer: KubernetesConsumer,
  { check, currentId }: { readonly check: Check; readonly currentId: string },
  dependencies: Pick<AttemptDependencies, 'network' | 'readCredential' | 'now'>,
): Promise<ConsumerEvidence> {
  const current = await currentValue(check, currentId, dependencies)
  if ('why' in current) return current
  const access = await dependencies.readCredential(consumer.access, {})
  if (access.kind === 'failure') return { kind: 'unclear', why: access.code }
  const { allowPrivate } = check
  const signal = AbortSignal.timeout(lookDeadlineMs)
  const cluster = openCluster({ ...dependencies, api: consumer.api, access: access.credential, allowPrivate, signal })
  const before = await copyIn(cluster, consumer, current)
  if ('why' in before) return before
  const at = await startsIn(cluster, consumer)
  if ('why' in at) return at
  const after = await copyIn(cluster, consumer, current)
  if ('why' in after) return after
  if (after.resourceVersion !== before.resourceVersion) return { kind: 'unclear', why: 'secret_changed_meanwhile' }
  return { kind: 'restarted', at, holdsCurrent: after.holdsCurrent, changedAt: after.changedAt }
}

/** Reads the credential under the version that is current, for a comparison in memory. */
async function currentValue(
  { secret }: Pick<Check, 'secret'>,
  versionId: string,
  { readCredential }: Pick<AttemptDependencies, 'readCredential'>,
): Promise<Credential | Extract<ConsumerEvidence, { readonly kind: 'unclear' }>> {
  if (secret === null) return { kind: 'unclear', why: 'no_secret' }
  const read = await readCredential(secret, { versionId })
  if (read.kind === 'failure') return { kind: 'unclear', why: read.code }
  return read.credential.versionId === versionId ? read.credential : { kind: 'unclear', why: 'another_version' }
}

import { randomUUID } from 'node:crypto'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import type { Controller } from '../controller/client.ts'
import type { Experiment, Refusals } from '../experiment/experiment.ts'
import { type Inverse, takeBack } from '../safety/inverse.ts'
import { openService } from '../service/subject.ts'
import type { Subject } from '../trial/subject.ts'
import { type OneShot, scheduleInverse } from './one-shot.ts'
import { denyChange, type SecretChange, stageChange } from './secret-change.ts'

export type AwsClients = { readonly secrets: SecretsManagerClient; readonly scheduler: SchedulerClient }

/** After the lease, the schedule waits this long before it takes back what should be back by then. */
const graceMs = 30_000

type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>

/** A service whose secret is really changed, on a sandbox secret that carries the tag for it. */
export async function openAwsSubject(
  { at }: Experiment,
  target: ServiceTarget,
  clients: AwsClients = {
    secrets: new SecretsManagerClient(clientOptions),
    scheduler: new SchedulerClient(clientOptions),
  },
): Promise<{ readonly subject: Subject; readonly inverses: readonly Inverse[] } | { readonly refusals: Refusals }> {
  const { secret } = target
  if (secret === undefined) return { refusals: [`target.secret: missing; ${at} changes one`] }
  const change = await (at === 'resource-policy' ? denyChange : stageChange)(clients.secrets, secret)
  if ('refusals' in change) return change
  return { subject: subjectOf(change, target, secret.undoRole, clients), inverses: [change.inverse] }
}

function subjectOf(
  change: SecretChange,
  target: ServiceTarget,
  roleArn: string,
  { secrets, scheduler }: AwsClients,
): Subject {
  const urls = { fault: target.url, control: target.control }
  const service = openService({ urls, instances: target.instances, controller: nothingSeen })
  let untilMs = 0
  let oneShot: OneShot | null = null
  return {
    ...service,
    async inject({ leaseSeconds }) {
      untilMs = Date.now() + leaseSeconds * 1_000
      const at = new Date(untilMs + graceMs)
      oneShot = await scheduleInverse(scheduler, { runId: randomUUID(), at, roleArn, inverse: change.inverse })
      await change.make(untilMs)
    },
    renew: async () => Date.now() < untilMs,
    async remove() {
      if (oneShot === null) return
      await takeBack(change.inverse, secrets)
      // Kept until the change is back: should that fail, it still takes it back.
      await oneShot.cancel()
      oneShot = null
    },
    isAsBefore: () => change.isBack(),
  }
}

/** No requests are seen here: what a service does is judged by its answers alone. */
const nothingSeen: Controller = {
  inject: async () => '',
  renew: async () => true,
  remove: async () => undefined,
  reset: async () => undefined,
  isLive: async () => false,
  seen: async () => ({
    counts: { eligible: 0, struck: 0, acceptedMutants: 0, firstStruckMs: null, lastStruckMs: null },
    wire: [],
    acceptedAfterRevocationMs: null,
    sawSignatureV4: false,
  }),
}

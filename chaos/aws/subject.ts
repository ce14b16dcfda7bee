import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import type { Experiment, Refusals } from '../experiment/experiment.ts'
import { type Inverse, takeBack } from '../safety/inverse.ts'
import type { TrialSubject } from '../trial/subject.ts'
import { type OneShot, scheduleInverse } from './one-shot.ts'
import { denyChange, type SecretChange, stageChange } from './secret-change.ts'

/** After the lease, the schedule waits this long before it takes back what should be back by then. */
const graceMs = 30_000

type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>

export type AwsSubject = { readonly subject: TrialSubject; readonly inverses: readonly Inverse[] }

/** A service whose secret is really changed, on a sandbox secret that carries the tag for it. `service` calls it and sees what it says. */
export async function openAwsSubject(
  { at }: Pick<Experiment, 'at'>,
  { secret }: ServiceTarget,
  { service, runId }: { readonly service: TrialSubject; readonly runId: string },
): Promise<AwsSubject | { readonly refusals: Refusals }> {
  if (secret === undefined) return { refusals: [`target.secret: missing; ${at} changes one`] }
  const clients = { secrets: new SecretsManagerClient(clientOptions), scheduler: new SchedulerClient(clientOptions) }
  const change = await (at === 'resource-policy' ? denyChange : stageChange)(clients.secrets, secret)
  if ('refusals' in change) {
    clients.secrets.destroy()
    clients.scheduler.destroy()
    return change
  }
  const subject = subjectOf(change, { service, runId, roleArn: secret.undoRole, ...clients })
  return { subject, inverses: [change.inverse] }
}

type Parts = {
  readonly service: TrialSubject
  readonly runId: string
  readonly roleArn: string
  readonly secrets: SecretsManagerClient
  readonly scheduler: SchedulerClient
}

function subjectOf(change: SecretChange, { service, runId, roleArn, secrets, scheduler }: Parts): TrialSubject {
  let untilMs = 0
  let oneShot: OneShot | null = null
  return {
    ...service,
    async inject({ leaseSeconds }) {
      untilMs = Date.now() + leaseSeconds * 1_000
      const at = new Date(untilMs + graceMs)
      oneShot = await scheduleInverse(scheduler, { runId, at, roleArn, inverse: change.inverse })
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
    // A secret is not changed at requests: how the service speaks of it is what proves that the two have met.
    observe: async (how) => ({ ...(await service.observe(how)), evidence: 'words', eligible: null }),
    isRestored: () => change.isBack(),
    async close() {
      await service.close()
      secrets.destroy()
      scheduler.destroy()
    },
  }
}

import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import type { Experiment, Refusals } from '../experiment/experiment.ts'
import { type Inverse, undoChange } from '../safety/inverse.ts'
import type { TrialSubject } from '../trial/subject.ts'
import { type OneShot, scheduleInverse } from './one-shot.ts'
import { denyChange, type SecretChange, stageChange } from './secret-change.ts'

/** Delay of the schedule after the end of the lease. By then the runner should have undone the change itself. */
const undoDelayMs = 30_000

type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>

export type AwsSubject = { readonly subject: TrialSubject; readonly inverses: readonly Inverse[] }

/** Opens a service whose real secret is changed. The secret must have the chaos tag. `service` makes the calls and reads the logs. */
export async function openAwsSubject(
  { at }: Pick<Experiment, 'at'>,
  { secret }: ServiceTarget,
  { service, runId }: { readonly service: TrialSubject; readonly runId: string },
): Promise<AwsSubject | { readonly refusals: Refusals }> {
  if (secret === undefined) return { refusals: [`target.secret: missing; ${at} changes a secret`] }
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
      const at = new Date(untilMs + undoDelayMs)
      oneShot = await scheduleInverse(scheduler, { runId, at, roleArn, inverse: change.inverse })
      await change.make(untilMs)
      return leaseSeconds
    },
    renew: async () => Date.now() < untilMs,
    async remove() {
      if (oneShot === null) return
      await undoChange(change.inverse, secrets)
      // The schedule stays until the change is undone: if that fails, the schedule still undoes it.
      await oneShot.cancel()
      oneShot = null
    },
    // The fault changes a secret and no request, so the proof comes from the service's log and answers.
    observe: async (how) => ({ ...(await service.observe(how)), evidence: 'log', eligible: null }),
    isRestored: () => change.isUndone(),
    async close() {
      await service.close()
      secrets.destroy()
      scheduler.destroy()
    },
  }
}

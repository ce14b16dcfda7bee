import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { GivenUp } from '../../functions/core/rotation/given-up.ts'
import type { RotationEvent } from '../../functions/core/rotation/rotation-event.ts'

/** Access key of the worker's calls, by which the lab tells them from those of a test. */
export const workerKey = 'worker'

/** Addresses of the lab. */
export type LabAddresses = Readonly<Record<'secretsManager' | 'dynamodb' | 'kms', string>>

/** One invocation of the function. */
export type Job =
  | { readonly kind: 'step'; readonly event: RotationEvent }
  | { readonly kind: 'look' }
  | { readonly kind: 'given_up'; readonly givenUp: GivenUp }

/** Messages to the worker. `nowMs` is the present of the lab's clock. */
export type ToWorker =
  | {
      readonly kind: 'job'
      readonly job: Job
      readonly deployment: Deployment
      readonly lab: LabAddresses
      readonly nowMs: number
    }
  | { /** WorkerAnswers `sleep` and `notify`. */ readonly kind: 'go_on'; readonly nowMs: number }

/** Messages of the worker. `why` is the error of a job that failed; null for one that ended. */
export type FromWorker =
  | { readonly kind: 'done'; readonly why: string | null }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'notify'; readonly act: 'open' | 'resolve'; readonly problem: string }

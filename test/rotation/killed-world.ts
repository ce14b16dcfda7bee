import { type GivenUp, parseGivenUp } from '../../functions/core/rotation/given-up.ts'
import { parseRotationEvent } from '../../functions/core/rotation/rotation-event.ts'
import { rotationNotice } from '../../local/aws/rotation-notice.ts'
import type { LabRotationEvent } from '../../local/aws/rotations.ts'
import type { LabSubject } from '../support/lab-subject.ts'
import { type RotationLab, startRotationLab } from '../support/rotation-lab.ts'
import { type JobEnd, openKillable, workerFile } from './killed-process.ts'
import { type Killing, openKilling } from './killing.ts'
import type { Job } from './worker-messages.ts'

/** Spacings of the retries of Secrets Manager. AWS documents none: docs/assumptions.md. */
export const retrySpacingsMs = [1_000, 20_000] as const

/** A lab whose Secrets Manager calls a function that is killed. */
export type KilledWorld = {
  readonly lab: RotationLab
  readonly killing: Killing
  /** Messages to people, as `open problem` or `resolve problem`, since they were last emptied. */
  readonly messages: string[]
  /** Time between two tries of Secrets Manager. */
  retryMs: number
  /** Called after each kill. */
  onKill: (() => Promise<void>) | null
  /** Runs one job for a subject. */
  run(subject: LabSubject, job: Job): Promise<JobEnd>
  /** Has Secrets Manager rotate, with its retries, until it succeeds or gives up. Returns the event of its giving up, or null. */
  rotate(subject: LabSubject): Promise<GivenUp | null>
  close(): Promise<void>
}

export async function startKilledWorld(): Promise<KilledWorld> {
  await using started = new AsyncDisposableStack()
  const process = started.adopt(openKillable(await workerFile()), (one) => one.close())
  let rotating: LabSubject | null = null
  const lab = started.adopt(
    await startRotationLab('table', {
      async invokeRotation(_functionArn, request) {
        const event = parseRotationEvent(request)
        if (event === null || rotating === null) throw new Error('no subject rotates')
        const end = await world.run(rotating, { kind: 'step', event })
        if (end.kind === 'killed' || end.why !== null) throw new Error('the function failed')
      },
      rotationPause: async () => pass(world.retryMs),
    }),
    (one) => one.close(),
  )
  function pass(milliseconds: number): void {
    lab.clock.ms += milliseconds
  }
  const killing = openKilling(lab, process.kill)
  const { clock, secretsManager, dynamodb, kms } = lab
  const addresses = { secretsManager: secretsManager.url, dynamodb: dynamodb.url, kms: kms.url }
  const messages: string[] = []
  const answers = {
    now: () => clock.ms,
    sleep: pass,
    notify(act: string, problem: string): boolean {
      const side = killing.meet('notify')
      if (side !== 'before') messages.push(`${act} ${problem}`)
      return side === null
    },
  }
  const running = started.move()
  const world: KilledWorld = {
    lab,
    killing,
    messages,
    retryMs: retrySpacingsMs[0],
    onKill: null,
    async run({ deployment }, job) {
      const message = { kind: 'job', job, deployment, lab: addresses, nowMs: clock.ms } as const
      const end = await process.run(message, answers)
      if (end.kind === 'killed') await world.onKill?.()
      return end
    },
    async rotate(subject) {
      rotating = subject
      const ended = endOf(subject, lab)
      await subject.request()
      const event = await ended
      return parseGivenUp(rotationNotice(event))
    },
    close: () => running.disposeAsync(),
  }
  return world
}

/** Resolves with the event that ends the next rotation of a subject. */
function endOf(subject: LabSubject, { secretsManager }: RotationLab): Promise<LabRotationEvent> {
  const { promise, resolve } = Promise.withResolvers<LabRotationEvent>()
  const stop = secretsManager.onEvent((event) => {
    if (event.secretArn === subject.secretArn && event.name !== 'RotationStarted') resolve(event)
  })
  return promise.finally(stop)
}

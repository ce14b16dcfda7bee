import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import type { Denial } from '../../../local/template/authority.ts'
import { type WalkedStack, type WalkOptions, walkTemplate } from '../../../local/template/walk.ts'
import { until } from '../../local/oauth/until.ts'
import { noteWorked, stackCadence } from '../../support/stack.ts'
import { pagerDutyKey, stackName, type WalkSubject, type WrittenTemplate } from './subject.ts'

/** Effects of a stack, each true once it was seen. */
export type Effects = {
  readonly ticked: boolean
  /** The batches named the current versions. */
  readonly swept: boolean
  /** Secrets were read with one call for several, and an invalid one was read again by itself. */
  readonly readTogether: boolean
  readonly confirmed: boolean
  /** A person was paged; `pagedAtOnce` by the very tick that found the token invalid. */
  readonly paged: boolean
  readonly pagedAtOnce: boolean
  /** PagerDuty received the page. */
  readonly notified: boolean
  /** A tick was complete, by its metric. */
  readonly heartbeat: boolean
  /** A page that was sent without a state went to the probe's own queue. */
  readonly remembered: boolean
  readonly rotated: boolean
  readonly tickLogged: boolean
  readonly probeLogged: boolean
  readonly subscriptionsSeen: boolean
  /** The hourly review looked at consumers, and AWS reported their tasks, deployments and reads. */
  readonly transitionsSeen: boolean
  readonly versionsSeen: boolean
  readonly tasksSeen: boolean
  readonly deploymentsSeen: boolean
  readonly readersSeen: boolean
}

export type Played = { readonly effects: Effects; readonly denials: readonly Denial[] }

export type PlayOptions = {
  /** Keeps the probe from publishing: its pages are pending, and the tick has to deliver them. */
  readonly probeCannotPublish?: boolean
  /** Keeps the probe from writing states: it pages without them. */
  readonly probeCannotWrite?: boolean
  /** Deploys consumers, and waits for the review that the first tick requests. */
  readonly reviewing?: boolean
  /** Runs one tick only, for an effect of the first tick. */
  readonly once?: boolean
  /** Managed policies that may bound the roles. */
  readonly boundaries?: NonNullable<WalkOptions['boundaries']>
  /** Looks at the stack before it is closed. */
  readonly look?: (stack: WalkedStack) => Promise<void>
}

/** Runs a template while `look` observes it. */
export async function withStack<T>(
  subject: WalkSubject,
  template: WrittenTemplate,
  look: (stack: WalkedStack, pagerDutyKey: string) => Promise<T>,
  surroundings: Pick<WalkOptions, 'foreignPolicies' | 'boundaries'> = {},
): Promise<T> {
  const secrets = await subject.secrets()
  const { assetDirectory } = subject
  const stack = await walkTemplate(template, { stackName, assetDirectory, secrets, ...surroundings })
  try {
    await noteWorked(stack.aws, subject.deployment)
    return await look(stack, secrets.get(pagerDutyKey)?.value ?? '')
  } finally {
    await stack.close()
  }
}

/** Plays two ticks of a template. Resolves with their effects and denials. */
export function play(subject: WalkSubject, template: WrittenTemplate, options: PlayOptions = {}): Promise<Played> {
  return withStack(
    subject,
    template,
    async (stack, routingKey) => {
      if (options.probeCannotPublish === true) stopPublishing(stack)
      if (options.probeCannotWrite === true) stopWriting(stack)
      if (options.reviewing === true) deployConsumers(stack)
      const first = await tickEnds(stack)
      const pagedAtOnce = isPaged(stack)
      const ticked = first && (options.once === true || (await tickEnds(stack)))
      await rotationEnds(stack)
      if (options.reviewing === true) await reviewEnds(stack)
      await options.look?.(stack)
      const notified = subject.pagerDuty.events.some(({ routing_key }) => routing_key === routingKey)
      return { effects: { ticked, pagedAtOnce, notified, ...effectsIn(stack) }, denials: stack.denials }
    },
    options.boundaries === undefined ? {} : { boundaries: options.boundaries },
  )
}

const isPaged = ({ deliveries }: WalkedStack) => deliveries.some(({ protocol }) => protocol === 'email')

const isReadTogether = ({ aws, denials }: WalkedStack) =>
  aws.secretsManager.calls.some(({ operation }) => operation === 'BatchGetSecretValue') &&
  !denials.some(({ action }) => /GetSecretValue$/.test(action))

function effectsIn(stack: WalkedStack): Omit<Effects, 'ticked' | 'pagedAtOnce' | 'notified'> {
  const { aws, logbook } = stack
  const logged = (name: string) => logbook.events.some(({ event }) => event === name)
  const queued = aws.sqs.calls.map(({ input }) => JSON.stringify(input))
  return {
    swept: queued.some((body) => /versionIds[^}]*production\/orders/.test(body)),
    readTogether: isReadTogether(stack),
    confirmed: logbook.events.some((one) => one.event === 'reading' && one.attempt === 2 && one.status === 401),
    paged: isPaged(stack),
    heartbeat: aws.cloudwatch.data.some(({ name }) => name === 'Heartbeat'),
    remembered:
      queued.some((body) => body.includes('opening')) &&
      !logbook.events.some((event) => event.event === 'fault' && event.where === 'opening'),
    rotated: aws.secretsManager.events.some(({ name }) => name === 'RotationSucceeded'),
    tickLogged: logged('tick'),
    probeLogged: logged('reading'),
    subscriptionsSeen: logged('subscriptions'),
    transitionsSeen: aws.eventBus.events.some(({ source }) => source === 'tokenwatch'),
    versionsSeen: logged('consumer'),
    tasksSeen: isReported(stack, 'web'),
    deploymentsSeen: isReported(stack, 'invoices'),
    readersSeen: isReported(stack, 'reports'),
  }
}

/** Deploys the consumers of `orders` that the config of the walks names. */
function deployConsumers({ aws }: WalkedStack): void {
  const { arn } = aws.secretsManager.describe('production/orders')
  aws.ecs.deploy({ cluster: 'shop', service: 'web' }, [{ startedAt: Date.now(), secrets: [arn] }])
  aws.invocations.deploy('arn:aws:lambda:eu-west-1:123456789012:function:invoices', Date.now())
}

/** Returns true if AWS has reported a consumer. */
function isReported({ logbook }: WalkedStack, consumer: string): boolean {
  const reports = ['started', 'read']
  return logbook.events.some(
    (event) => event.event === 'consumer' && event.consumer === consumer && reports.includes(event.shown),
  )
}

/** Waits for the review that the first tick requests. It ends by logging the versions that it saw, or that it saw none. */
async function reviewEnds({ logbook }: WalkedStack): Promise<void> {
  await until(() =>
    logbook.events.some(
      (event) => event.event === 'review' || (event.event === 'fault' && event.where.startsWith('review')),
    ),
  )
}

/** Returns the access key of the probe function's role. */
function probeKey({ functions }: WalkedStack): string {
  const probe = [...functions].find(([id]) => id.startsWith('FunctionsProbe'))?.[1]
  return accessKeyIdFor(probe?.name ?? '')
}

function stopWriting(stack: WalkedStack): void {
  const accessKeyId = probeKey(stack)
  stack.aws.dynamodb.inject({
    operation: 'PutItem',
    times: Number.POSITIVE_INFINITY,
    fault: { error: 'InternalServerError', status: 500 },
    when: (call) => call.accessKeyId === accessKeyId && JSON.stringify(call.input).includes('check#'),
  })
}

function stopPublishing(stack: WalkedStack): void {
  const { aws } = stack
  const accessKeyId = probeKey(stack)
  aws.sns.inject({
    operation: 'Publish',
    times: Number.POSITIVE_INFINITY,
    fault: { error: 'InternalError', status: 500 },
    when: (call) => call.accessKeyId === accessKeyId,
  })
}

async function tickEnds(stack: WalkedStack): Promise<boolean> {
  try {
    await stack.tick(stackCadence)
    return true
  } catch {
    return false
  }
}

/** Two retries of a step, each of which may wait for the lease of the run before, on a busy machine. */
const rotationLimitMs = 60_000

/** Waits until a started rotation has succeeded or failed. */
async function rotationEnds({ aws: { secretsManager } }: WalkedStack): Promise<void> {
  await until(() => {
    const names = secretsManager.events.map(({ name }) => name)
    return !names.includes('RotationStarted') || names.includes('RotationSucceeded') || names.includes('RotationFailed')
  }, rotationLimitMs)
}

import { setTimeout as delay } from 'node:timers/promises'
import { accountId } from '../aws/account.ts'
import { type Aws, startAws } from '../aws/aws.ts'
import type { LambdaFunction } from '../lambda/function.ts'
import { type Logbook, openLogbook } from '../logbook.ts'
import { type Authority, createAuthority, type Denial } from './authority.ts'
import { type ForeignSecret, findSecret } from './foreign-secrets.ts'
import { type Before, grantsOf } from './grants.ts'
import { guardEndpoints } from './guards.ts'
import { holdersOf } from './holders.ts'
import { planOf, type TemplatePlan } from './plan.ts'
import { parameterResource, tableResource } from './resources/state.ts'
import { aliasesOf, rolesByAccessKey, startFunctions, type WalkedFunction } from './walked-functions.ts'
import { lineReaders } from './walked-lines.ts'
import { writeFunctionPolicies } from './walked-permissions.ts'
import { createQueues, mapQueues, type WalkedSource } from './walked-queues.ts'
import { enableRotations, invokeRotation } from './walked-rotations.ts'
import { listenToRotations } from './walked-rules.ts'
import { createSchedules, scheduleOf, type WalkedSchedule } from './walked-schedules.ts'
import { createWalkedTopics, type Delivery, keysOfTopics, type WalkedTopics } from './walked-topics.ts'

export type WalkOptions = {
  readonly stackName: string
  /** The cloud assembly's folder, where the template's assets are. */
  readonly assetDirectory: string
  /** By name. */
  readonly secrets: ReadonlyMap<string, ForeignSecret>
  /** Policies of functions, queues, topics and keys that others own, as JSON, by ARN. Whoever has none lets nobody in. */
  readonly foreignPolicies?: ReadonlyMap<string, string>
  readonly clockOffsetMs?: () => number
  /** Managed policies that exist before the stack and may bound its roles, by ARN. */
  readonly boundaries?: NonNullable<Before['boundaries']>
}

/** A stack that was built from a template alone and runs under its own policies. */
export type WalkedStack = {
  readonly aws: Aws
  /** By logical id. */
  readonly functions: ReadonlyMap<string, LambdaFunction>
  readonly logbook: Logbook
  /** Everything that the functions printed, as far as their policies allow logging. */
  readonly output: readonly string[]
  /** Messages that topics delivered to the subscribers of the template. */
  readonly deliveries: readonly Delivery[]
  /** Values of the template's outputs, by name. */
  readonly outputs: ReadonlyMap<string, string>
  /** Every call that a policy did not allow. */
  readonly denials: readonly Denial[]
  /** Fires the schedule of a cadence. Resolves when the filled queues and the notified functions are done. */
  tick(cadence: string): Promise<void>
  /** Fires the schedule of the watchdog. Resolves as a tick does. */
  watch(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds for a tick of a handful of checks on a busy machine. */
const tickLimitMs = 60_000

/**
 * Builds the stack that a synthesized template describes, in the lab, and puts its roles' policies in front of every call.
 * Throws where the template holds anything that the walk does not know, or that AWS would refuse to create.
 */
export async function walkTemplate(template: unknown, options: WalkOptions): Promise<WalkedStack> {
  const { clockOffsetMs = () => 0, foreignPolicies = new Map(), boundaries = new Map() } = options
  let built: Pick<Built, 'authority' | 'functions'> | null = null
  const aws = await startAws({
    now: () => Date.now() + clockOffsetMs(),
    invokeRotation: async (functionArn, request) => {
      if (built !== null) await invokeRotation(functionArn, request, built)
    },
  })
  try {
    const queueUrl = (name: string) => `${aws.sqs.url}/${accountId}/${name}`
    const plan = planOf(template, { stackName: options.stackName, queueUrl, secrets: options.secrets })
    const stack = await build(plan, aws, { ...options, clockOffsetMs, foreignPolicies, boundaries })
    built = stack
    return run(stack, aws)
  } catch (error) {
    await aws.close()
    throw error
  }
}

type Built = Pick<WalkedStack, 'logbook' | 'output' | 'outputs' | 'deliveries'> & {
  readonly authority: Authority
  readonly defects: readonly Error[]
  readonly functions: readonly WalkedFunction[]
  readonly topics: WalkedTopics
  readonly schedules: readonly WalkedSchedule[]
  readonly sources: readonly WalkedSource[]
}

async function build(plan: TemplatePlan, aws: Aws, options: Required<WalkOptions>): Promise<Built> {
  const logbook = openLogbook()
  const output: string[] = []
  const deliveries: Delivery[] = []
  const authority = createAuthority(grantsOf(plan, options))
  const defects = guardAll(plan, aws, authority, options.secrets)
  for (const { name } of plan.all(tableResource)) await aws.dynamodb.createTable(name)
  for (const { name, properties } of plan.all(parameterResource)) aws.parameters.put(name, properties.Value)
  createQueues(plan, aws)
  const readLines = lineReaders((line) => logbook.read('tick', line))
  const functions = startFunctions({
    plan,
    aws,
    authority,
    ...options,
    onOutput(id, stream, text) {
      output.push(text)
      if (stream === 'stdout') readLines(id, text)
    },
  })
  for (const { lambda } of functions) aws.invocations.add(lambda, aliasesOf(plan, lambda.name))
  writeFunctionPolicies(plan, aws, functions)
  const topics = createWalkedTopics({
    plan,
    aws,
    authority,
    functions,
    existing: [...options.foreignPolicies.keys()].filter((arn) => arn.startsWith('arn:aws:sns:')),
    onDelivery: (delivery) => deliveries.push(delivery),
  })
  for (const [name, { value, tags = {} }] of options.secrets) aws.secretsManager.put(name, value, { tags })
  enableRotations(plan, aws, { authority, functions })
  listenToRotations(plan, aws, { authority, functions })
  const schedules = createSchedules({ plan, aws, authority, functions })
  // Last, since it starts to poll.
  const sources = mapQueues({ plan, aws, authority, functions })
  return {
    logbook,
    output,
    outputs: plan.outputs,
    deliveries,
    authority,
    defects,
    functions,
    topics,
    schedules,
    sources,
  }
}

function guardAll(
  plan: TemplatePlan,
  aws: Aws,
  authority: Authority,
  secrets: WalkOptions['secrets'],
): readonly Error[] {
  const holders = holdersOf(plan).map(({ accessKeyId, roleArn }) => [accessKeyId, roleArn] as const)
  const roles = new Map([...rolesByAccessKey(plan), ...holders])
  const keys = keysOfTopics(plan)
  return guardEndpoints(aws, {
    authority,
    roleOf: (accessKeyId) => roles.get(accessKeyId),
    findSecret: (id) => findSecret(aws, id, secrets),
    keyOfTopic: (arn) => keys.get(arn) ?? null,
  })
}

function run(built: Built, aws: Aws): WalkedStack {
  const { functions, topics, schedules, sources, defects, authority, logbook, output, outputs, deliveries } = built
  const fire = async (input: Readonly<Record<string, unknown>>): Promise<void> => {
    const outcome = await scheduleOf(input, schedules).fire()
    if (!outcome.ok) throw new Error(`the tick failed: ${outcome.errorMessage}`)
    await within(tickLimitMs, Promise.all(sources.map(({ settled }) => settled())))
    await within(tickLimitMs, topics.settled())
    for (const defect of defects) throw defect
  }
  return {
    aws,
    logbook,
    output,
    outputs,
    deliveries,
    functions: new Map(functions.map(({ id, lambda }) => [id, lambda])),
    denials: authority.denials,
    tick: (cadence) => fire({ cadence }),
    watch: () => fire({ watch: true }),
    async close() {
      await Promise.all(functions.map(({ lambda }) => lambda.close()))
      await Promise.all(sources.map((source) => source.close()))
      await aws.close()
    },
  }
}

async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = delay(limitMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`the tick was not dealt with within ${limitMs} ms`)
  })
  return Promise.race([promise, late]).finally(() => over.abort())
}

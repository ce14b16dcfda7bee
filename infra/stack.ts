import { CfnResource, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { probeLocationsOf } from '../functions/core/model/probe-locations.ts'
import { followAccount } from './account.ts'
import { MonitorAlarms } from './alarms.ts'
import { Batches } from './batches.ts'
import { CheckAlarms } from './check-alarms.ts'
import { Dashboard } from './dashboard.ts'
import { Directory } from './directory.ts'
import { FirstTick } from './first-tick.ts'
import { refuseForeign } from './foreign.ts'
import { Functions } from './functions.ts'
import { Keys } from './keys.ts'
import { refuseBeyondLimits } from './limits.ts'
import type { Lookup } from './network-survey.ts'
import { Notifier } from './notifier.ts'
import { Refused } from './refused.ts'
import { RotationWiring } from './rotations.ts'
import { TickSchedules } from './schedules.ts'
import { removalOf, State } from './state.ts'
import { Subscribers } from './subscribers.ts'
import { synthesizerFor } from './synthesizer.ts'
import { Topics } from './topics.ts'

export type TokenwatchStackProps = StackProps & {
  readonly deployment: Deployment
  /** Folder with one bundled folder for each function. */
  readonly bundles: string
  /** Account and Region to look up the networks of the config; null (the default) looks nothing up. */
  readonly lookup?: Lookup | null
}

/** One deployment: the monitor for the checks of one config, in one account and Region. */
export class TokenwatchStack extends Stack {
  readonly topics: Topics
  readonly state: State
  readonly functions: Functions
  readonly rotations: RotationWiring
  readonly notifier: Notifier
  readonly directory: Directory

  constructor(scope: Construct, id: string, { deployment, bundles, lookup = null, ...props }: TokenwatchStackProps) {
    const description = `Tokenwatch ${deployment.name}: uptime checks for credentials`
    super(scope, id, { description, ...synthesizerFor(deployment.account), ...props })
    followAccount(this, deployment)
    refuseForeign(deployment, lookup)
    new Keys(this, 'Keys', { account: deployment.account, removalPolicy: removalOf(deployment) })
    const topics = new Topics(this, 'Topics', { deployment })
    const state = new State(this, 'State', deployment)
    this.topics = topics
    this.state = state
    const batches = new Batches(this, 'Batches', probeLocationsOf(deployment))
    const functions = new Functions(this, 'Functions', { deployment, lookup, bundles, state, batches, topics })
    this.functions = functions
    const undelivered = batches.undeliveredTicks
    const schedules = new TickSchedules(this, 'Schedules', { deployment, tick: functions.tick, undelivered })
    const rotations = new RotationWiring(this, 'Rotations', {
      deployment,
      bundles,
      functions,
      state,
      topics,
      schedules,
      undelivered,
    })
    this.rotations = rotations
    const notifier = new Notifier(this, 'Notifier', { deployment, bundles, topics, state, functions })
    this.notifier = notifier
    const notify = notifier.function
    const subscribers = new Subscribers(this, 'Subscribers', { deployment, topics, notify })
    new MonitorAlarms(this, 'Alarms', {
      deployment,
      functions: [functions.tick, ...functions.probes, ...rotations.functions, ...(notify === null ? [] : [notify])],
      queues: batches.queues,
      deadLetters: [batches.deadLetters, undelivered, ...notifier.deadLetters, ...subscribers.deadLetters],
      topics,
    })
    new CheckAlarms(this, 'CheckAlarms', { deployment, topics })
    new Dashboard(this, 'Dashboard', { deployment, functions })
    this.directory = new Directory(this, 'Directory', { deployment, state, functions, topics, rotations, notify })
    const after = [topics, state, batches, schedules, rotations, notifier, subscribers]
    new FirstTick(this, 'FirstTick', { deployment, bundles, functions, undelivered, after })
    // The CDK divides policies before it validates, and not while the stack is built.
    this.node.addValidation({
      validate: () => [...refuseTooMany(this, deployment), ...refuseBeyondLimits(this, deployment)],
    })
  }
}

/** CloudFormation's limit (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const resourcesPerStack = 500

/**
 * Refuses a stack with too many resources, and returns no errors otherwise. Alarms per check and per service, rotations and chat channels
 * grow with the config, and the error of the CDK names no way out.
 */
function refuseTooMany(stack: Stack, { checks }: Deployment): string[] {
  const resources = stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct))
  if (resources.length <= resourcesPerStack) return []
  const alarmed = checks.filter((check) => check.perCheckAlarm).length
  const [most] = [...Map.groupBy(resources, ({ cfnResourceType }) => cfnResourceType)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  )
  const wayOut =
    alarmed > 0
      ? `${alarmed} checks have perCheckAlarm. Remove it from some of them, or split the config into two deployments`
      : `most are ${most?.[0]} (${most?.[1].length}): split the config into two deployments`
  throw new Refused('checks', `${resources.length} resources, and a stack accepts ${resourcesPerStack}: ${wayOut}`)
}

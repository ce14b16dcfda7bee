import { Stack, type StackProps } from 'aws-cdk-lib'
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
import { RotationWiring } from './rotations.ts'
import { TickSchedules } from './schedules.ts'
import { removalOf, State } from './state.ts'
import { Subscribers } from './subscribers.ts'
import { synthesizerFor } from './synthesizer.ts'
import { refuseTooLarge } from './template-limits.ts'
import { Topics } from './topics.ts'
import { Widget } from './widget.ts'

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
    const widget = new Widget(this, 'Widget', { deployment, bundles, state, functions })
    new Dashboard(this, 'Dashboard', { deployment, functions, widget: widget.function })
    this.directory = new Directory(this, 'Directory', { deployment, state, functions, topics, rotations, notify })
    const after = [topics, state, batches, schedules, rotations, notifier, subscribers]
    new FirstTick(this, 'FirstTick', { deployment, bundles, functions, undelivered, after })
    // The CDK divides policies before it validates, and not while the stack is built.
    this.node.addValidation({
      validate: () => [
        ...refuseTooLarge(this.resolve(this._toCloudFormation()), deployment),
        ...refuseBeyondLimits(this, deployment),
      ],
    })
  }
}

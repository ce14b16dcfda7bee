import { Duration } from 'aws-cdk-lib'
import { Alarm, type CfnAlarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { cadencesOf, deliverySeconds, watchSeconds } from '../functions/core/model/cadences.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { cadenceMetrics, deploymentMetrics } from '../functions/core/model/metric-names.ts'
import { type AlarmWindow, periodOf, windowOfSilence, windowOfTrouble } from './alarm-windows.ts'
import type { BatchQueue } from './batches.ts'
import type { TokenwatchFunction } from './function.ts'
import { cadenceMetric, deploymentMetric, heartbeat, withoutGaps } from './metrics.ts'
import { idAt } from './network.ts'
import type { Topics } from './topics.ts'

export type AlarmsProps = {
  readonly deployment: Deployment
  readonly functions: readonly Pick<TokenwatchFunction, 'lambda' | 'node'>[]
  readonly queues: readonly BatchQueue[]
  readonly deadLetters: readonly Queue[]
  readonly topics: Topics
}

type AlarmProps = {
  readonly metric: IMetric
  readonly threshold: number
  readonly of: readonly [datapoints: number, periods: number]
  /** Meaning of the alarm and the first thing to look at, for the person who is on call. */
  readonly says: string
  readonly missing?: TreatMissingData
  readonly comparison?: ComparisonOperator
}

/** CloudWatch's finest period for metrics of this resolution. */
const finest = Duration.minutes(1)

/**
 * Alarms on Tokenwatch itself. None of them is about a token: `probe` pages for those, and one invalid token is one incident.
 * All go to the `watcher` topic, which does not depend on the monitor.
 */
export class MonitorAlarms extends Construct {
  readonly #watchers: readonly SnsAction[]
  readonly #name: string

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.#watchers = props.topics.heardOf('watcher', null).map((topic) => new SnsAction(topic))
    this.#name = props.deployment.name
    this.#heartbeats(props.deployment)
    this.#watchdog(props.deployment)
    this.#promises(props.deployment)
    for (const one of props.functions) this.#function(one, props.deployment)
    this.#queues(props)
    for (const topic of props.topics.all) this.#topic(topic, props.deployment)
  }

  /** Alarms when heartbeats stop. A tick sends its heartbeat only if every batch was judged and no page is pending. */
  #heartbeats(deployment: Deployment): void {
    for (const [cadence, checks] of cadencesOf(deployment)) {
      const window = windowOfSilence(checks[0]?.everySeconds ?? 0)
      this.#silence(
        `Heartbeat-${cadence}`,
        window,
        heartbeat(deployment, cadence, window.period),
        `The ${checks.length} checks of every ${cadence} have not all been judged for three intervals, or the canaries do not prove that judging works. Until this alarm ends, no news about their tokens does not mean that they are good.`,
      )
    }
  }

  /** Alarms within an hour when any cadence is silent, however slow it is, or when the watchdog itself does not run. */
  #watchdog(deployment: Deployment): void {
    const window = windowOfSilence(watchSeconds)
    this.#silence(
      'Watchdog',
      window,
      deploymentMetric(deployment, deploymentMetrics.watched, { statistic: 'Sum', period: window.period }),
      'A cadence does not tick or is not judged, or the watchdog does not run. The log of `tick` names the cadence: look for `silent_`.',
    )
  }

  /**
   * Adds an alarm for a metric that stops. Its gaps are zeros: CloudWatch would look past a missing value at older ones, and raise the
   * alarm after twice the time.
   */
  #silence(id: string, { period, of }: AlarmWindow, metric: IMetric, says: string): void {
    const comparison = ComparisonOperator.LESS_THAN_THRESHOLD
    const missing = TreatMissingData.BREACHING
    warmUp(this.#add(id, { metric: withoutGaps(metric, period), threshold: 1, of, comparison, missing, says }), period)
  }

  #promises(deployment: Deployment): void {
    const shortest = Math.min(...deployment.checks.map(({ everySeconds }) => everySeconds))
    // Every tick delivers what waits, and so does a schedule of its own where ticks are far apart.
    const { period, of } = windowOfTrouble(Math.min(shortest, deliverySeconds))
    this.#add('PagesPending', {
      metric: deploymentMetric(deployment, deploymentMetrics.pagesPending, { statistic: 'Maximum', period }),
      threshold: 1,
      of,
      says: 'Pages are pending because SNS does not accept them. Look at the page topic and at the KMS key that encrypts it.',
    })
    // Subscriptions are listed hourly, by the shortest cadence. A new one may be confirmed within the first hour.
    const listed = periodOf(Math.max(3_600, shortest))
    this.#add('SubscriptionsPending', {
      metric: deploymentMetric(deployment, deploymentMetrics.subscriptionsPending, {
        statistic: 'Maximum',
        period: listed,
      }),
      threshold: 1,
      of: shortest > 3_600 ? [1, 1] : [2, 2],
      says: 'A subscriber of the config is not subscribed, or has not confirmed. It receives no alerts. The log of `tick` names it: look for `subscriptions`.',
    })
    for (const [cadence, checks] of cadencesOf(deployment)) {
      const window = windowOfTrouble(checks[0]?.everySeconds ?? 0, Duration.minutes(5))
      const reading = { statistic: 'Maximum', period: window.period }
      this.#add(`SecretReadFailures-${cadence}`, {
        metric: cadenceMetric(deployment, cadence, cadenceMetrics.secretReadFailures, reading),
        threshold: 1,
        of: window.of,
        says: `Secrets of the checks of every ${cadence} cannot be read: look at the grants, the KMS keys and Secrets Manager. The affected checks name the secrets.`,
      })
    }
  }

  #function({ lambda, node }: AlarmsProps['functions'][number], { checks }: Deployment): void {
    const shortest = Math.min(...checks.map(({ everySeconds }) => everySeconds))
    // With a shorter period the alarm would end after each run of a slow function, and come back with the next.
    const period = periodOf(Math.max(300, shortest))
    const limitMs = (lambda.timeout?.toMilliseconds() ?? 60_000) * 0.8
    const name = node.id
    // A function of a slow cadence runs once in many periods, so nothing confirms what it says.
    const of = checks.every(({ everySeconds }) => everySeconds <= 300) ? ([2, 3] as const) : ([1, 1] as const)
    this.#add(`${name}-Errors`, {
      metric: lambda.metricErrors({ period }),
      threshold: 1,
      of: [1, 1],
      says: `${name} fails. Its log names the error.`,
    })
    this.#add(`${name}-Throttles`, {
      metric: lambda.metricThrottles({ period }),
      threshold: 1,
      of,
      says: `${name} is throttled: the account's Lambda concurrency is used up.`,
    })
    this.#add(`${name}-Duration`, {
      metric: lambda.metricDuration({ period, statistic: 'Maximum' }),
      threshold: limitMs,
      of,
      says: `${name} runs for more than 80 % of its timeout.`,
    })
  }

  #queues({ queues, deadLetters }: AlarmsProps): void {
    for (const { location, queue } of queues) {
      const whose = location.network === null ? 'Batches' : `Batches of ${location.environments.join(', ')}`
      this.#add(idAt(location, 'QueueAge'), {
        metric: queue.metricApproximateAgeOfOldestMessage({ period: finest, statistic: 'Maximum' }),
        threshold: 120,
        of: [3, 3],
        says: `${whose} wait two minutes or longer before they are probed.`,
      })
    }
    // An idle queue has no metrics, and the sum of several has none where one is missing: each queue has an alarm of its own.
    for (const letters of deadLetters) {
      const name = letters.node.id
      this.#add(`${letters.node.scope?.node.id}-${name}`, {
        metric: letters.metricApproximateNumberOfMessagesVisible({ period: finest, statistic: 'Maximum' }),
        threshold: 1,
        of: [1, 1],
        says: `A tick, a batch or a page could not be delivered. The dead-letter queue ${name} holds it.`,
      })
    }
  }

  #topic(topic: ITopic, { checks }: Deployment): void {
    const period = periodOf(Math.max(300, Math.min(...checks.map(({ everySeconds }) => everySeconds))))
    this.#add(`${topic.node.id}-Undelivered`, {
      metric: topic.metricNumberOfNotificationsFailed({ period }),
      threshold: 1,
      of: [1, 1],
      says: `A subscriber of the ${topic.node.id} topic does not accept its messages.`,
    })
  }

  #add(id: string, { metric, threshold, of: [datapoints, periods], says, missing, comparison }: AlarmProps): Alarm {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      datapointsToAlarm: datapoints,
      comparisonOperator: comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
      alarmDescription: `Tokenwatch ${this.#name} itself: ${says}`,
    })
    alarm.addAlarmAction(...this.#watchers)
    alarm.addOkAction(...this.#watchers)
    return alarm
  }
}

/** Gives a fresh deployment time for its first ticks before the alarm can fire. */
function warmUp(alarm: Alarm, period: Duration): void {
  const cfn = alarm.node.defaultChild as CfnAlarm
  cfn.warmUpConfiguration = {
    warmUpPeriodDurationInMinutes: Math.max(5, Math.ceil(2 * period.toMinutes({ integral: false }))),
  }
}

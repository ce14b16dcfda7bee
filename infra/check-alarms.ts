import type { Duration } from 'aws-cdk-lib'
import { Alarm, type AlarmProps, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Construct } from 'constructs'
import { alarmDescription } from '../functions/core/alerting/messages/check-report.ts'
import type { Check } from '../functions/core/model/check.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { standingValues } from '../functions/core/model/metric-names.ts'
import { periodOfValues } from './alarm-windows.ts'
import { blocking, standing } from './metrics.ts'
import { idNaming } from './taken.ts'
import type { Topics } from './topics.ts'

export type CheckAlarmsProps = { readonly deployment: Deployment; readonly topics: Topics }

/** Longest description of an alarm (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html). */
const descriptionLimit = 1_024

/**
 * Alarms on credentials, where the config asks for them. None of them pages, because `probe` does. A blocked service is a
 * notice; the alarm of a single check notifies nobody and is there for dashboards and deployment groups, which find it by its
 * name. Missing data keeps the state: the heartbeat alarm covers it.
 */
export class CheckAlarms extends Construct {
  readonly #deployment: Deployment
  readonly #topics: Topics

  constructor(scope: Construct, id: string, { deployment, topics }: CheckAlarmsProps) {
    super(scope, id)
    this.#deployment = deployment
    this.#topics = topics
    for (const { name } of deployment.environments) {
      const environment = new Construct(this, name)
      const checks = deployment.checks.filter((check) => check.environment === name)
      for (const service of new Set(deployment.blocking)) this.#blocking(environment, service, checks)
      for (const check of checks.filter(({ perCheckAlarm }) => perCheckAlarm)) this.#standing(environment, check)
    }
  }

  /** Alarms when the gate would block a service. Each cadence counts its own checks, so the period is that of the slowest. */
  #blocking(environment: Construct, service: string, checks: readonly Check[]): void {
    const using = checks.filter(({ usedBy }) => usedBy.includes(service))
    if (using.length === 0) return
    const { name } = this.#deployment
    const at = environment.node.id
    const alarm = suppressedBy(
      environment,
      idNaming(environment, { field: 'blocking', noun: 'Blocking', name: service }),
      {
        alarmName: `tokenwatch/${name}/${at}/${service}/blocking`,
        metric: blocking(this.#deployment, service, at, slowestOf(using)),
        threshold: 1,
        evaluationPeriods: 1,
        alarmDescription: `Tokenwatch ${name}: the gate would refuse to deploy ${service} to ${at}. A credential that it uses is invalid, or its secret is missing, denied or malformed. See "Bad now" on the dashboard.`,
      },
    )
    const notified = this.#topics.heardOf('notice', at).map((topic) => new SnsAction(topic))
    alarm.addAlarmAction(...notified)
    alarm.addOkAction(...notified)
  }

  #standing(environment: Construct, check: Check): void {
    const says = `Tokenwatch ${this.#deployment.name}: the credential ${check.key} has been invalid for two intervals. ${alarmDescription(check)}`
    suppressedBy(environment, `Standing-${check.id}`, {
      alarmName: `tokenwatch/${this.#deployment.name}/${check.key}/standing`,
      metric: standing(this.#deployment, check.key, periodOfValues(check.everySeconds)),
      threshold: standingValues.invalid,
      evaluationPeriods: 2,
      // Without half of a character at its end.
      alarmDescription: says.slice(0, descriptionLimit).replace(/[\uD800-\uDBFF]$/, ''),
    })
  }
}

/** Creates an alarm that fires when every period reaches the threshold. It has no actions yet. */
function suppressedBy(scope: Construct, id: string, props: AlarmProps): Alarm {
  return new Alarm(scope, id, { treatMissingData: TreatMissingData.IGNORE, ...props })
}

/** Returns the interval of the slowest check, as a period. */
const slowestOf = (checks: readonly Check[]): Duration =>
  periodOfValues(Math.max(...checks.map(({ everySeconds }) => everySeconds)))

import { audienceOf, type TopicName } from '../model/audience.ts'
import type { CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Log } from '../state/log.ts'
import { type CloudWatchAlarm, readAlarm } from './alarm.ts'
import { type Pager, type PagerDutyDependencies, sendToPagerDuty } from './pagerduty.ts'
import { type PagerDutyEvent, pagerDutyEvent } from './pagerduty-event.ts'

/** One message of a topic. */
export type Notification = {
  readonly topic: TopicName
  /** The environments that it is about; null for what CloudWatch publishes, which is about the deployment. */
  readonly environments: readonly string[] | null
  readonly message: string
}

export type NotifyDependencies = PagerDutyDependencies & { readonly deployment: Deployment; readonly log: Log }

/** Somebody was not told. Thrown so that Lambda tries again and, in the end, leaves the message to the dead letters. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered'
}

/**
 * Tells every PagerDuty service that hears of the message's topic and environment. Each is tried whatever became of the others; a
 * repetition tells those again that were told already, which the same dedup key makes harmless.
 */
export async function notify(notification: Notification, dependencies: NotifyDependencies): Promise<void> {
  const alarm = readAlarm(notification.message)
  if (alarm === null) {
    dependencies.log({ event: 'fault', where: 'notify', code: 'not_an_alarm', check: null })
    throw new NotDelivered()
  }
  const event = pagerDutyEvent(alarm)
  const check = checkIn(alarm, dependencies.deployment)
  const pagers = pagersOf(notification, dependencies.deployment)
  const notified = await Promise.all(pagers.map((pager) => tell(pager, event, check, dependencies)))
  if (notified.includes(false)) throw new NotDelivered()
}

async function tell(
  pager: Pager,
  event: PagerDutyEvent,
  check: CheckKey | null,
  dependencies: NotifyDependencies,
): Promise<boolean> {
  const code = await sendToPagerDuty(event, pager, dependencies)
  if (code === null) dependencies.log({ event: 'notification', to: 'pagerduty', action: event.event_action, check })
  else dependencies.log({ event: 'fault', where: 'pagerduty', code, check })
  return code === null
}

/** Each service once, though several environments may name it. */
function pagersOf({ topic, environments }: Notification, deployment: Deployment): readonly Pager[] {
  const pagers = audienceOf(deployment, topic)
    .filter((listener) => environments?.includes(listener.environment) ?? true)
    .flatMap(({ subscriber }) => ('via' in subscriber && subscriber.via === 'events' ? [subscriber] : []))
  return [...new Map(pagers.map((pager) => [JSON.stringify(pager), pager])).values()]
}

/** Only a check of our own gets into the log: anybody who may publish to the topic may write anything in its place. */
function checkIn({ facts }: CloudWatchAlarm, { checks }: Deployment): CheckKey | null {
  return checks.find(({ key }) => key === facts.get('check'))?.key ?? null
}

import { audienceOf, deliveryOf, type Pager, type TopicName } from '../model/audience.ts'
import type { CheckKey } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import type { Route } from '../model/route.ts'
import type { Log } from '../state/log.ts'
import { type CloudWatchAlarm, readAlarm } from './alarm.ts'
import { type PagerDutyDependencies, sendToPagerDuty } from './pagerduty.ts'
import { endUnderOldKey, type PagerDutyEvent, pagerDutyEvent } from './pagerduty-event.ts'
import { type SentEventStore, sendInOrder } from './sent-events.ts'

/** One message of a topic. */
export type Notification = {
  readonly topic: TopicName
  /** Routes that it takes; `null` for an alarm of CloudWatch, which is about the deployment. */
  readonly routes: readonly Route[] | null
  readonly message: string
}

export type NotifyDependencies = PagerDutyDependencies & {
  readonly deployment: Deployment
  readonly log: Log
  readonly sentEvents: SentEventStore
  now(): number
}

/** Thrown when a subscriber was not reached: Lambda retries, and in the end puts the message on the dead-letter queue. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered'
}

/**
 * Sends an alarm to every PagerDuty service that subscribes to its topic and environment. One failure does not stop the others. A
 * retry sends it again to services that already have it; the same dedup key makes that harmless.
 */
export async function notify(notification: Notification, dependencies: NotifyDependencies): Promise<void> {
  const alarm = readAlarm(notification.message)
  if (alarm === null) {
    dependencies.log({ event: 'fault', where: 'notify', code: 'not_an_alarm', check: null })
    throw new NotDelivered()
  }
  const check = checkIn(alarm, dependencies.deployment)
  const pagers = pagersOf(notification, dependencies.deployment)
  const accepted = await Promise.all(pagers.map((pager) => sendAll(alarm, pager, check, dependencies)))
  if (accepted.includes(false)) throw new NotDelivered()
}

/** Sends the events of one alarm in order, and logs them as one. */
async function sendAll(
  alarm: CloudWatchAlarm,
  pager: Pager,
  check: CheckKey | null,
  dependencies: NotifyDependencies,
): Promise<boolean> {
  const events = [pagerDutyEvent(alarm), endUnderOldKey(alarm)].filter((event) => event !== null)
  const { sentEvents, now } = dependencies
  const send = (event: PagerDutyEvent) => sendToPagerDuty(event, pager, dependencies)
  const { secretId, field } = pager.integrationKey
  const service = [pager.region, secretId, field ?? ''].join(' ')
  for (const event of events) {
    const code = await sendInOrder({ event, sequence: alarm.sequence, service }, { sentEvents, now, send })
    if (code === null) continue
    dependencies.log({ event: 'fault', where: 'pagerduty', code, check })
    return false
  }
  const action = events[0]?.event_action ?? 'trigger'
  dependencies.log({ event: 'notification', to: 'pagerduty', action, check })
  return true
}

/** Lists each PagerDuty service once, though several environments may name it. */
function pagersOf({ topic, routes }: Notification, deployment: Deployment): readonly Pager[] {
  const pagers = audienceOf(deployment, topic)
    .filter((listener) => routes?.includes(listener.route) ?? true)
    .map(({ subscriber }) => deliveryOf(subscriber))
    .flatMap((delivery) => (delivery.by === 'notify' ? [delivery.service] : []))
  return [...new Map(pagers.map((pager) => [JSON.stringify(pager), pager])).values()]
}

/** Returns a check of this deployment only. Anybody who may publish to the topic could write other text, which must not reach the log. */
function checkIn({ facts }: CloudWatchAlarm, { checks }: Deployment): CheckKey | null {
  return checks.find(({ key }) => key === facts.get('check'))?.key ?? null
}

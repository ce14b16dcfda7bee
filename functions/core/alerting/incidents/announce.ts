import type { Routing } from '../../model/audience.ts'
import type { CheckKey } from '../../model/check.ts'
import type { Place } from '../../model/place.ts'
import { succeeded } from '../../model/succeeded.ts'
import type { PendingMessage } from '../../state/incident.ts'
import type { Log } from '../../state/log.ts'
import type { Message } from '../messages/message.ts'
import { messageOf } from '../page-message.ts'
import { type Announcement, alertLevelOf, isShadow } from './announcement.ts'
import { routesReached } from './heard-by.ts'
import { noteMessages, type SentMessages, wasSent } from './sent-messages.ts'

/** Everything that sending a message needs. */
export type AnnounceDependencies = {
  readonly place: Place
  /** Rejects unless SNS has accepted the message. */
  publish(message: Message): Promise<void>
  readonly log: Log
  /** The present config. It says where the people are now who were notified of an incident. */
  readonly deployment: Routing
  /** Messages that this container has sent; absent where nothing is remembered. */
  readonly unmarked?: SentMessages
  /** Epoch milliseconds. */
  now(): number
}

/**
 * Publishes a message and logs it. Returns false where SNS did not accept it, or where it could not be written. A message that this
 * container has sent, and that the table did not take as delivered, is sent again after an hour.
 */
export async function announce(announcement: Announcement, dependencies: AnnounceDependencies): Promise<boolean> {
  if (wasSent(announcement, dependencies)) return true
  const { publish, place, log, deployment } = dependencies
  const send = async () => {
    const message = messageOf(announcement, place)
    const routes = routesReached(message, announcement, deployment)
    if (routes === null) log({ event: 'fault', where: 'audience', code: 'gone', check: null })
    await publish({ ...message, routes: routes ?? message.routes })
  }
  const accepted = await succeeded(send())
  if (accepted) noteMessages(announcement, dependencies)
  if (isShadow(announcement)) return accepted
  const to = alertLevelOf(announcement)
  if (announcement.about === 'outage' || announcement.about === 'storm') {
    const provider = announcement.about === 'outage' ? announcement.outage.id : announcement.storm.id
    log({ event: 'group_message', about: announcement.about, provider, kind: announcement.kind, accepted })
    return accepted
  }
  for (const { check, pending } of aboutChecks(announcement))
    log({ event: 'page', check, kind: pending.kind, to, reason: pending.incident.reason, accepted })
  return accepted
}

type AboutChecks = Exclude<Announcement, { about: 'outage' | 'storm' }>

function aboutChecks(
  announcement: AboutChecks,
): readonly { readonly check: CheckKey; readonly pending: PendingMessage }[] {
  switch (announcement.about) {
    case 'check':
      return [{ check: announcement.check.key, pending: announcement.pending }]
    case 'removed':
      return [{ check: announcement.check, pending: announcement.pending }]
    case 'checks':
      return announcement.news.map(({ check, pending }) => ({ check: check.key, pending }))
  }
}

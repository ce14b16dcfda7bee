import type { CheckKey } from '../../model/check.ts'
import type { Place } from '../../model/place.ts'
import type { Owed } from '../../state/incident.ts'
import type { Log } from '../../state/log.ts'
import type { Message } from '../messages/message.ts'
import { messageOf } from '../page-message.ts'
import { type Announcement, loudnessOf } from './announcement.ts'

/** What it takes to tell people. */
export type AnnounceDependencies = {
  readonly place: Place
  /** Rejects unless SNS has accepted the message. */
  publish(message: Message): Promise<void>
  readonly log: Log
}

/** Tells people something, and logs it; false where SNS did not accept it, or where it could not even be said. */
export async function announce(
  announcement: Announcement,
  { publish, place, log }: AnnounceDependencies,
): Promise<boolean> {
  const say = async () => publish(messageOf(announcement, place))
  const accepted = await say().then(
    () => true,
    () => false,
  )
  const to = loudnessOf(announcement)
  if (announcement.about === 'outage' || announcement.about === 'flood') {
    const provider = announcement.about === 'outage' ? announcement.outage.id : announcement.breaker.id
    log({ event: 'storm', about: announcement.about, provider, kind: announcement.kind, accepted })
    return accepted
  }
  for (const { check, owed } of aboutChecks(announcement))
    log({ event: 'page', check, kind: owed.kind, to, reason: owed.incident.reason, accepted })
  return accepted
}

type AboutChecks = Exclude<Announcement, { about: 'outage' | 'flood' }>

function aboutChecks(announcement: AboutChecks): readonly { readonly check: CheckKey; readonly owed: Owed }[] {
  switch (announcement.about) {
    case 'check':
      return [{ check: announcement.check.key, owed: announcement.owed }]
    case 'removed':
      return [{ check: announcement.check, owed: announcement.owed }]
    case 'checks':
      return announcement.news.map(({ check, owed }) => ({ check: check.key, owed }))
  }
}

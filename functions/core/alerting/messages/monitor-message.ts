import { formatDuration } from '../../model/duration.ts'
import type { Canary } from '../../model/own-check.ts'
import type { Place } from '../../model/place.ts'
import type { PendingWatcherMessage } from '../../state/monitor.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { type Message, writeMessage } from './message.ts'

const said: Readonly<Record<Canary, string>> = {
  'known-good': 'calls a credential bad that is good',
  'known-bad': 'calls a credential good that is broken',
}

/** Tells the watchers that the monitor cannot be trusted, or that it can be again. */
export function monitorMessage({ kind, breakdown, at }: PendingWatcherMessage, place: Place): Message {
  const { canary, since, reason } = breakdown
  const lasted = formatDuration((at - since) / 1_000)
  const broken = kind === 'broken'
  return writeMessage(
    {
      to: 'watcher',
      environments: [],
      mark: null,
      state: broken ? 'ALARM' : 'OK',
      name: `tokenwatch/${place.deployment}/monitor`,
      short: `Tokenwatch ${place.deployment} ${broken ? 'is broken' : 'works again'}`,
      headline: broken
        ? `Tokenwatch ${place.deployment} itself is broken: it ${said[canary]}`
        : `Tokenwatch ${place.deployment} judges rightly again, after ${lasted}`,
      description: `Tokenwatch ${place.deployment} itself: until this is over, neither its pages nor its silence can be trusted.`,
      facts: [
        broken
          ? [
              [
                'What breaks',
                'Neither its pages nor its silence can be trusted. Nothing is rotated until this is over.',
              ],
              ['Found', `the ${canary} canary (STS GetCallerIdentity with the role of probe) was judged ${reason}`],
            ]
          : [['Rotations', 'run again']],
        [
          ['Since', instantOf(since)],
          ['Where', `account ${place.accountId}, ${place.region}`],
        ],
      ],
      next: consoleLinks(place, since),
      details: { canary, reason, openedAt: new Date(since).toISOString() },
      at,
    },
    place,
  )
}

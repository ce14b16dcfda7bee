import { commandLine, optionsFor } from '../../model/commands.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Canary } from '../../model/own-check.ts'
import type { Place } from '../../model/place.ts'
import type { PendingWatcherMessage } from '../../state/monitor.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { type Message, writeMessage } from './message.ts'
import type { Fact } from './report.ts'

const misjudged: Readonly<Record<Canary, string>> = {
  'known-good': 'judges a valid credential as invalid',
  'known-bad': 'judges a broken credential as valid',
}

const todo =
  'look at the log of the probe and the status of AWS STS in this Region, and ask each provider yourself until it works again'

const look = (place: Place): Fact => ['Look again', commandLine(['status'], optionsFor(place))]

/** Tells the watchers that the monitor is broken, or that it works again. */
export function monitorMessage({ kind, breakdown, at }: PendingWatcherMessage, place: Place): Message {
  const { canary, since, reason } = breakdown
  const lasted = formatDuration((at - since) / 1_000)
  const broken = kind === 'broken'
  return writeMessage(
    {
      to: 'watcher',
      routes: [],
      mark: null,
      state: broken ? 'ALARM' : 'OK',
      name: `tokenwatch/${place.deployment}/monitor`,
      short: `Tokenwatch ${place.deployment} ${broken ? 'is broken' : 'works again'}`,
      headline: broken
        ? `Tokenwatch ${place.deployment} itself is broken: it ${misjudged[canary]}`
        : `Tokenwatch ${place.deployment} judges correctly again, after ${lasted}`,
      description: `Tokenwatch ${place.deployment} itself is broken. Until it works again, trust neither its pages nor its silence.`,
      facts: [
        broken
          ? [
              [
                'What breaks',
                'You can trust neither its pages nor its silence. Nothing is rotated until it works again.',
              ],
              [
                'Found',
                `the ${canary} canary (STS GetCallerIdentity with the role of the probe function) was judged ${reason}`,
              ],
            ]
          : [['Rotations', 'run again']],
        [
          ['Since', instantOf(since)],
          ['Where', `account ${place.accountId}, ${place.region}`],
        ],
      ],
      next: [...(broken ? [['What to do', todo] as const] : []), look(place), ...consoleLinks(place, since)],
      details: { canary, reason, openedAt: new Date(since).toISOString() },
      at,
    },
    place,
  )
}

import type { Place } from '../../model/place.ts'
import { consoleLinks } from './console-links.ts'
import { type Message, writeMessage } from './message.ts'

/** Kinds of events that could have hidden something from people, or shown them a secret. */
export type SecurityEvent = 'secret_in_output' | 'message_not_ours' | 'row_set_aside'

/** A kind of event, and how often it was seen. */
export type SeenSecurityEvent = { readonly kind: SecurityEvent; readonly times: number }

const sentences: Readonly<Record<SecurityEvent, string>> = {
  secret_in_output:
    'A function was about to print a secret. The line was withheld: find in the code what printed it. If it comes again and again, a secret is an ordinary text of the log, such as a name: rotate it to a random value',
  message_not_ours:
    'Somebody else has put messages on the queue. They were dropped: find out who may send to it, and with which key',
  row_set_aside:
    'A row of the table could not be read. It was emptied and is written anew: find out who else writes to the table',
}

/** Notifies the watchers of what the log of a function names one by one. It holds no part of what was refused. */
export function securityMessage(seen: readonly SeenSecurityEvent[], at: number, place: Place): Message {
  const [first] = seen
  return writeMessage(
    {
      to: 'watcher',
      routes: [],
      mark: null,
      state: 'ALARM',
      name: `tokenwatch/${place.deployment}/security`,
      short: `Tokenwatch ${place.deployment} refused something (${seen.map(({ kind }) => kind).join(', ')})`,
      headline: `Tokenwatch ${place.deployment} refused something that nobody of ours does`,
      description: first === undefined ? '' : sentences[first.kind],
      facts: [
        seen.map(({ kind, times }) => [`${kind} (${times} times)`, sentences[kind]] as const),
        [['Where', `account ${place.accountId}, ${place.region}`]],
      ],
      next: consoleLinks(place, at),
      details: { kinds: seen.map(({ kind }) => kind).join(' ') },
      at,
    },
    place,
  )
}

import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { readAlarm } from '../../functions/core/alerting/alarm.ts'
import { parseGateEvent } from '../../functions/core/gate/event.ts'
import { readSecret } from '../../functions/core/model/secret-value.ts'
import { parseDirectory } from '../../functions/core/state/directory.ts'
import { parseLifecycleEvent } from '../../functions/gate/codedeploy.ts'
import { parseSnsEvent } from '../../functions/notify/sns-event.ts'
import { parseBatchEvent } from '../../functions/probe/batch-event.ts'
import { parseTaskEvent } from '../../functions/probe/task-event.ts'
import { parseRotateRequest } from '../../functions/rotate/request.ts'
import { parseTickRequest } from '../../functions/tick/request.ts'
import { aSecret } from '../support/check.ts'
import { corpusOf, type FuzzTarget, jsonOrText } from './target.ts'

const reference = aSecret({ token: 'token' })
const arns = { page: 'p', notice: 'n', watcher: 'w' } as const

/** Every parser of an event, which gets the events of all others too. */
const parsers: readonly ((event: unknown) => unknown)[] = [
  parseBatchEvent,
  parseTaskEvent,
  parseTickRequest,
  parseRotateRequest,
  parseGateEvent,
  parseLifecycleEvent,
  (event) => parseSnsEvent(event, arns),
]

/** Returns true if a message repeats eight characters of a text in a row. */
const repeats = (message: string, text: string): boolean =>
  Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8)).some((part) =>
    message.includes(part),
  )

/** Names that every message about a secret may have. */
const ownWords = /secret|token|field|value|malformed|failure|kind|code|about/i

/** Parsers of what AWS, people and other programs send whole. */
export const bodyTargets: readonly FuzzTarget[] = [
  {
    name: 'secrets',
    corpus: corpusOf('secrets'),
    parse: (text) => readSecret({ value: text, versionId: null }, reference, 'expires_at'),
    broken(read, text) {
      const shown = JSON.stringify(read, (key, value) => (key === 'expiryField' ? undefined : value))
      return !ownWords.test(text) && repeats(shown, text) ? 'repeats the secret' : null
    },
  },
  {
    name: 'experiments',
    corpus: corpusOf('experiments'),
    parse: parseExperiment,
    broken: (parsed) => (typeof parsed === 'object' && parsed !== null ? null : 'is no result'),
  },
  {
    name: 'events',
    corpus: corpusOf('events'),
    parse: (text) => [...parsers.map((parse) => parse(jsonOrText(text))), readAlarm(text), parseDirectory(text)],
    broken: (read) => (Array.isArray(read) && JSON.stringify(read) !== undefined ? null : 'cannot be written again'),
  },
]

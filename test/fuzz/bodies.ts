import { readFileSync } from 'node:fs'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { readAlarm } from '../../functions/core/alerting/alarm.ts'
import { isConsumerObservations } from '../../functions/core/consumers/observation-row.ts'
import { parseGateEvent } from '../../functions/core/gate/event.ts'
import { readSecret } from '../../functions/core/model/secret-value.ts'
import { isRotationRecord, isStop } from '../../functions/core/rotation/record-row.ts'
import { parseDirectory } from '../../functions/core/state/directory.ts'
import { isBatchRecord, isTickRecord } from '../../functions/core/state/rows/batch.ts'
import { isCheckState } from '../../functions/core/state/rows/check-state.ts'
import { isExperimentLease, isMonitorState, isShadowMessage } from '../../functions/core/state/rows/monitor.ts'
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

const rowKinds: readonly ((row: unknown) => boolean)[] = [
  isCheckState,
  isBatchRecord,
  isTickRecord,
  isMonitorState,
  isExperimentLease,
  isShadowMessage,
  isRotationRecord,
  isStop,
  isConsumerObservations,
]

/** Bodies of a stored table, as an earlier version wrote them. A boundary: the file of rows has no type. */
function storedRows(): readonly string[] {
  const file = readFileSync(new URL('../fixtures/state-3.json', import.meta.url), 'utf8')
  const { items }: { items: readonly { readonly body?: { readonly S?: string } }[] } = JSON.parse(file)
  return items.flatMap(({ body }) => body?.S ?? [])
}

/** Returns the promise that a state breaks which its check would accept from the table. */
function brokenState(text: string): string | null {
  const state = jsonOrText(text)
  if (!isCheckState(state)) return null
  if (state.revision + 1 === state.revision) return 'has a revision after which none comes'
  return Number.isNaN(new Date(state.tick).getTime()) ? 'has a tick that is no instant' : null
}

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
    name: 'rows',
    corpus: storedRows(),
    parse: (text) => rowKinds.map((isOfKind) => isOfKind(jsonOrText(text))),
    broken: (_kinds, text) => brokenState(text),
  },
  {
    name: 'events',
    corpus: corpusOf('events'),
    parse: (text) => [...parsers.map((parse) => parse(jsonOrText(text))), readAlarm(text), parseDirectory(text)],
    broken: (read) => (Array.isArray(read) && JSON.stringify(read) !== undefined ? null : 'cannot be written again'),
  },
]

import { readAlarm } from '../../../functions/core/alerting/alarm.ts'
import { parsePageTest, parsePageTestReply } from '../../../functions/core/alerting/page-test.ts'
import { parseGateEvent, parseReply } from '../../../functions/core/gate/event.ts'
import { readSecret } from '../../../functions/core/model/secret-value.ts'
import { parseDryRun, parseDryRunResult } from '../../../functions/core/rotation/dry-run.ts'
import { parseGivenUp } from '../../../functions/core/rotation/given-up.ts'
import { parseRotationOrder, parseRotationReply } from '../../../functions/core/rotation/order-event.ts'
import { parseRehearsal } from '../../../functions/core/rotation/rehearse.ts'
import { parseRotationEvent } from '../../../functions/core/rotation/rotation-event.ts'
import { parseDirectory } from '../../../functions/core/state/directory.ts'
import { parseLifecycleEvent } from '../../../functions/gate/codedeploy.ts'
import { parseSnsEvent } from '../../../functions/notify/sns-event.ts'
import { parseBatchEvent } from '../../../functions/probe/batch-event.ts'
import { parseTaskEvent } from '../../../functions/probe/task-event.ts'
import { parseRotateRequest } from '../../../functions/rotate/request.ts'
import { linesOf } from '../../config/refusals.ts'
import { configOf, wiki } from '../../config/sample.ts'
import { aSecret } from '../../support/check.ts'
import { type Attack, refusal } from './attack.ts'

const nested = (depth: number): string => '{"a":'.repeat(depth) + 1 + '}'.repeat(depth)

/** Texts that are no message of ours, or only look like one. */
const texts: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  '7',
  '"text"',
  '{',
  nested(2_000),
  '{"__proto__":{"version":1,"kind":"answer","tick":1,"Records":[]}}',
  '{"constructor":{"prototype":{"version":1}}}',
  '{"version":9,"kind":"answer","gate":{"version":99},"Step":"deleteSecret","NewStateValue":"FINE"}',
  `{"version":${'9'.repeat(400)}}`,
  '\u0000\u202e{}',
]

const values: readonly unknown[] = [undefined, null, 7, true, Symbol.iterator, ...texts, ...texts.flatMap(parsed)]

function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

/** The same values in the records of a queue, and in those of a topic. */
const events: readonly unknown[] = [
  ...values,
  ...values.map((body) => ({ Records: [{ messageId: 'a', body }] })),
  ...values.map((message) => ({ Records: [{ Sns: { TopicArn: 'arn:aws:sns:eu-west-1:1:other', Message: message } }] })),
  ...values.map((gate) => ({ gate })),
  ...values.map((tokenwatch) => ({ tokenwatch: { kind: tokenwatch } })),
]

const arns = { page: 'p', notice: 'n', watcher: 'w' } as const

const isNothing = (result: unknown): boolean =>
  result === null || result === 'not_understood' || (Array.isArray(result) && result.every((one) => one === null))

/** Hands every hostile event to a parser, which has to make nothing of it, and must not throw. */
const forged = (name: string, parse: (event: unknown) => unknown): Attack =>
  refusal(`${events.length} forged events of ${name}`, () => events.every((event) => isNothing(parse(event))))

const forgedText = (name: string, parse: (text: string) => unknown): Attack =>
  refusal(`${texts.length} forged texts of ${name}`, () => texts.every((text) => isNothing(parse(text))))

const messages: readonly Attack[] = [
  forged('the queue of batches', parseBatchEvent),
  forged('the queue of tasks', parseTaskEvent),
  forged('a topic', (event) => parseSnsEvent(event, arns)),
  forged('the gate', parseGateEvent),
  forged('a rotation', parseRotateRequest),
  forged('a step of Secrets Manager', parseRotationEvent),
  forged('an order to rotate', parseRotationOrder),
  forged('a rotation that was given up', parseGivenUp),
  forged('a rehearsal', parseRehearsal),
  forged('a dry run', parseDryRun),
  forged('a test of pages', parsePageTest),
  forged('CodeDeploy', parseLifecycleEvent),
  forgedText('an alarm', readAlarm),
  forgedText('the directory of a deployment', parseDirectory),
  forgedText('an answer of the gate', parseReply),
  forgedText('an answer to a rotation', parseRotationReply),
  forgedText('an answer to a test of pages', parsePageTestReply),
  forgedText('the result of a dry run', parseDryRunResult),
]

const secrets: readonly Attack[] = texts.map((text) =>
  refusal(`a secret that is ${JSON.stringify(text.slice(0, 30))}, with a field "token"`, () => {
    const read = readSecret({ value: text, versionId: null }, aSecret({ token: 'token' }), null)
    return read.kind === 'failure' && !(text.length >= 8 && JSON.stringify(read).includes(text))
  }),
)

const expression = (attack: string, text: string): Attack =>
  refusal(attack, () => linesOf(configOf([{ ...wiki, assert: [text] }])).some((line) => line.includes('assert')))

const configs: readonly Attack[] = [
  expression(
    'an expression of JMESPath that multiplies what it copies',
    `[${'[@,@,@,@,@,@],'.repeat(12)}@]${' | [@,@,@,@,@,@,@,@]'.repeat(12)}`,
  ),
  expression('an expression that is 5,000 levels deep', `${'('.repeat(5_000)}a${')'.repeat(5_000)}`),
  expression('an expression of 100 kB', Array.from({ length: 20_000 }, () => 'a').join(' || ')),
  refusal('a config whose fields are those of a prototype', () => {
    const polluted: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')
    const lines = linesOf(configOf([wiki], { ...(polluted as object) }))
    return lines.length > 0 && !('admin' in {})
  }),
]

/** Attacks by what comes in, and a look at what they may have left behind. */
export const inputs: readonly Attack[] = [
  ...messages,
  ...secrets,
  ...configs,
  refusal(
    'all of these, on the prototype of every object',
    () => Object.keys(Object.prototype).length === 0 && !('version' in {}) && !('admin' in {}),
  ),
]

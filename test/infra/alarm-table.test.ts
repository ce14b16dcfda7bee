import assert from 'node:assert/strict'
import { it } from 'node:test'
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { plainAccount } from '../../functions/core/model/account.ts'
import { spellDuration } from '../../functions/core/model/duration.ts'
import { MonitorAlarms } from '../../infra/alarms.ts'
import { CheckAlarms } from '../../infra/check-alarms.ts'
import { DeadLetters } from '../../infra/dead-letters.ts'
import { Keys } from '../../infra/keys.ts'
import { Topics } from '../../infra/topics.ts'
import type { AlarmState } from '../../local/aws/alarms.ts'
import { type TemplateAlarm, templateAlarm } from '../../local/template/alarm.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aCheck, aDeployment } from '../support/check.ts'
import { isLongRun } from '../support/long-run.ts'

/** Cadences on both sides of each bound that a signal has; `npm run test:long` adds some between them. */
const cadences = [1, 60, 300, 420, 900, 3_600, 21_600, 86_400, ...(isLongRun ? [30, 90, 600] : [])]

/** Values of one metric. Nothing is sent for `null`. */
type Signal = {
  /** Part of the alarm's logical id. */
  readonly alarm: string
  /** Seconds between two values, at a cadence. */
  readonly every: (cadence: number) => number
  readonly good: number | null
  readonly bad: number | null
  /** True for a cadence at which one bad value alone raises the alarm. */
  readonly atOnce: (cadence: number) => boolean
}

const never = () => false
const always = () => true
const itself = (cadence: number) => cadence
const minutely = () => 60
const slow = (cadence: number) => cadence > 900

const signals: readonly Signal[] = [
  { alarm: 'Heartbeat', every: itself, good: 1, bad: null, atOnce: never },
  { alarm: 'Watchdog', every: () => 900, good: 1, bad: null, atOnce: never },
  { alarm: 'PagesPending', every: (cadence) => Math.min(cadence, 600), good: 0, bad: 1, atOnce: never },
  { alarm: 'SecretReadFailures', every: itself, good: 0, bad: 2, atOnce: slow },
  {
    alarm: 'SubscriptionsPending',
    every: (cadence) => Math.max(3_600, cadence),
    good: 0,
    bad: 1,
    atOnce: (cadence) => cadence > 3_600,
  },
  { alarm: 'aFunction-Errors', every: itself, good: 0, bad: 1, atOnce: always },
  { alarm: 'aFunction-Throttles', every: itself, good: 0, bad: 1, atOnce: (cadence) => cadence > 300 },
  { alarm: 'aFunction-Duration', every: itself, good: 900, bad: 9_000, atOnce: (cadence) => cadence > 300 },
  { alarm: 'Letters', every: minutely, good: null, bad: 1, atOnce: always },
  { alarm: 'Page-Undelivered', every: itself, good: null, bad: 1, atOnce: always },
  { alarm: 'Blocking', every: itself, good: 0, bad: 1, atOnce: always },
  { alarm: 'Standing', every: itself, good: 0, bad: 3, atOnce: never },
]

/** The alarms of a deployment with one check, by logical id. */
function alarmsAt(everySeconds: number): ReadonlyMap<string, TemplateAlarm> {
  const app = new App({ analyticsReporting: false })
  const stack = new Stack(app, 'stack')
  const check = aCheck({ everySeconds, usedBy: ['shop'], perCheckAlarm: true })
  const deployment = aDeployment([check], { blocking: ['shop'] })
  new Keys(stack, 'Keys', { account: plainAccount, removalPolicy: RemovalPolicy.DESTROY })
  const topics = new Topics(stack, 'Topics', { deployment })
  const function_ = new Construct(stack, 'aFunction')
  const lambda = new LambdaFunction(function_, 'Lambda', {
    code: Code.fromInline('nothing'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(10),
  })
  new MonitorAlarms(stack, 'Alarms', {
    deployment,
    functions: [{ lambda, node: function_.node }],
    queues: [],
    deadLetters: [new DeadLetters(stack, 'Letters')],
    topics,
  })
  new CheckAlarms(stack, 'CheckAlarms', { deployment, topics })
  const { Resources }: { Resources: Record<string, { Type: string; Properties: unknown }> } = app
    .synth()
    .getStackByName('stack').template
  return new Map(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([id, { Properties }]) => [id, templateAlarm(Properties)]),
  )
}

/** A stretch of trouble, in epoch seconds. */
type Trouble = { readonly from: number; readonly until: number }

type Story = {
  readonly signal: Signal
  readonly everySeconds: number
  readonly alarm: TemplateAlarm
  /** Periods that CloudWatch reads: more than the alarm names, and no page says how many. */
  readonly range: number
  /** True for a metric whose good zeros are not sent. */
  readonly zerosLeftOut: boolean
}

/** Seconds until a value can be read. */
const delay = 60

/** Late by up to a minute, and always by the same at the same turn. */
const lateness = (turn: number, every: number): number => Math.min(60, every) * ((turn * 7_919) % 97) * (1 / 97)

/** Plays a story, and returns when the alarm was raised and when it ended. */
function played({ signal, everySeconds, alarm, range, zerosLeftOut }: Story, { from, until }: Trouble, end: number) {
  const every = signal.every(everySeconds)
  const sent = Array.from({ length: Math.ceil(end / every) }, (_, turn) => {
    const due = turn * every
    const value = due >= from && due < until ? signal.bad : signal.good
    return { at: due + lateness(turn, every), value: zerosLeftOut && value === 0 ? null : value }
  }).filter(({ value }) => value !== null)
  const step = alarm.periodSeconds >= 86_400 ? 3_600 : Math.max(60, Math.floor(alarm.periodSeconds / 1_200) * 60)
  const changes: { readonly at: number; readonly state: AlarmState }[] = []
  let state: AlarmState = 'OK'
  for (let now = (range + 1) * alarm.periodSeconds; now < end; now += step) {
    const read = (_: unknown, after: number, before: number) => {
      const values = within(sent, after, Math.min(before, now - delay))
      if (values.length === 0) return null
      return alarm.metric.statistic === 'Sum' ? values.reduce((sum, one) => sum + one, 0) : Math.max(...values)
    }
    const next = alarm.at(now, read, state, range)
    if (next !== state) changes.push({ at: now, state: next })
    state = next
  }
  return { changes, state }
}

/** Values after one instant, up to another. They are in the order of their time, but for the lateness of neighbours. */
function within(sent: readonly { readonly at: number; readonly value: number | null }[], after: number, until: number) {
  return sent.flatMap(({ at, value }) => (at > after && at <= until && value !== null ? [value] : []))
}

const stories = cadences.flatMap((everySeconds): readonly Story[] => {
  const alarms = alarmsAt(everySeconds)
  return signals.flatMap((signal) => {
    const found = [...alarms].filter(([id]) => id.includes(signal.alarm.replaceAll('-', '')))
    assert.ok(found.length > 0, `${signal.alarm} at ${everySeconds}`)
    return found.flatMap(([, alarm]) => {
      const { evaluationPeriods: periods } = alarm.rule
      const ranges = [periods + 1, 2 * periods + 1, ...(isLongRun ? [periods + 2] : [])]
      return ranges.flatMap((range) =>
        [false, true].map((zerosLeftOut) => ({ signal, everySeconds, alarm, range, zerosLeftOut })),
      )
    })
  })
})

it('the table has every signal at each cadence, and more than one range', () => {
  assert.ok(cadences.length >= 8)
  for (const signal of signals)
    for (const everySeconds of cadences) {
      const rows = stories.filter((story) => story.signal === signal && story.everySeconds === everySeconds)
      assert.ok(rows.length >= 4, `${signal.alarm} at ${everySeconds}`)
    }
})

const nameOf = ({ signal, everySeconds, range, zerosLeftOut }: Story): string =>
  `${signal.alarm} at ${spellDuration(everySeconds)}, ${range} periods read${zerosLeftOut ? ', zeros left out' : ''}`

/** An alarm that keeps its state without data needs the zeros, which the metrics of `Blocking` and `Standing` always have. */
const isMeant = ({ alarm, zerosLeftOut }: Story): boolean => !(zerosLeftOut && alarm.rule.treatMissingData === 'ignore')

it('every alarm is raised once by lasting trouble, at every cadence, and ends after it', () =>
  assertEvery(stories.filter(isMeant), nameOf, async (story) => {
    const { alarm, range } = story
    const { periodSeconds: period } = alarm
    const from = (range + 3) * period
    const until = from + (range + 4) * period
    const { changes } = played(story, { from, until }, until + (range + 3) * period)
    assert.deepEqual(
      changes.map(({ state }) => state),
      ['ALARM', 'OK'],
    )
    const [raised, ended] = changes
    const slack = delay + 60 + (period >= 86_400 ? 3_600 : period / 20 + 60)
    assert.ok((raised?.at ?? 0) >= from && (raised?.at ?? 0) <= from + alarm.rule.evaluationPeriods * period + slack)
    assert.ok((ended?.at ?? 0) >= until && (ended?.at ?? 0) <= until + (range + 1) * period + slack)
  }))

it('no alarm is raised by one bad value, except where nothing would confirm it in time', () =>
  assertEvery(stories.filter(isMeant), nameOf, async (story) => {
    const { signal, alarm, range, everySeconds } = story
    const every = signal.every(everySeconds)
    const from = Math.ceil(((range + 3) * alarm.periodSeconds) / every) * every
    const { changes } = played(story, { from, until: from + every }, from + (2 * range + 4) * alarm.periodSeconds)
    assert.deepEqual(
      changes.map(({ state }) => state),
      signal.atOnce(everySeconds) ? ['ALARM', 'OK'] : [],
    )
  }))

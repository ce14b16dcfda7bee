import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { cadenceMetrics, deploymentMetrics } from '../../../functions/core/model/metric-names.ts'
import type { WalkedStack } from '../../../local/template/walk.ts'
import { until } from '../../local/oauth/until.ts'
import { type Played, play } from './play.ts'
import { synthesizeWalk, type WalkSubject } from './subject.ts'

describe('the synthesized stack, walked in the lab', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  let played: Played
  let unwatched: readonly string[]
  before(async () => {
    subject = await synthesizeWalk()
    played = await play(subject, subject.template, {
      reviewing: true,
      async look(stack) {
        await until(() => ['reading', 'subscriptions'].every((name) => isLogged(stack, name)))
        await stack.watch()
        unwatched = alarmedWithoutMetric(stack)
      },
    })
  })
  after(() => subject.close())

  it('ticks, pages, notifies PagerDuty and rotates', () => {
    const everything = Object.fromEntries(Object.keys(played.effects).map((name) => [name, true]))
    // The table takes every state.
    assert.deepEqual(played.effects, { ...everything, remembered: false })
  })

  it('remembers on its own queue what it paged without a state, without a denied call', async () => {
    const { effects, denials } = await play(subject, subject.template, { probeCannotWrite: true, once: true })
    assert.deepEqual([effects.pagedAtOnce, effects.remembered, denials], [true, true, []])
  })

  it('is denied nothing by its own policies', () => assert.deepEqual(played.denials, []))

  it('sends every metric of its own that an alarm watches', () => assert.deepEqual(unwatched, []))

  it('delivers in the next tick what the probe could not publish, without a denied call', async () => {
    const { effects, denials } = await play(subject, subject.template, { probeCannotPublish: true })
    assert.deepEqual([effects.pagedAtOnce, effects.paged, denials], [false, true, []])
  })

  const isLogged = ({ logbook }: WalkedStack, name: string) => logbook.events.some(({ event }) => event === name)

  /** Alarms on metrics of ours that two ticks and the watchdog did not send. A count of zero is not sent, and its alarm takes that for good. */
  function alarmedWithoutMetric({ aws }: WalkedStack): readonly string[] {
    const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([])
    const ours = z.object({
      Namespace: z.literal('Tokenwatch'),
      MetricName: z.string(),
      Dimensions: dimensions,
      TreatMissingData: z.string(),
    })
    const counts: readonly string[] = [
      deploymentMetrics.pagesPending,
      deploymentMetrics.subscriptionsPending,
      cadenceMetrics.secretReadFailures,
    ]
    return Object.values(subject.template.Resources).flatMap(({ Type, Properties }) => {
      const alarm = ours.safeParse(Properties)
      if (Type !== 'AWS::CloudWatch::Alarm' || !alarm.success) return []
      const { MetricName, Dimensions, TreatMissingData } = alarm.data
      const wanted = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))
      const mayBeZero = counts.includes(MetricName) && TreatMissingData === 'notBreaching'
      return mayBeZero || aws.cloudwatch.latest(MetricName, wanted) !== undefined ? [] : [MetricName]
    })
  }
})

describe("a walked stack whose secrets carry a tag and are under a customer's key", { timeout: 600_000 }, () => {
  const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'
  const tags = { tokenwatch: 'acme' }
  let subject: WalkSubject
  let played: Played
  before(async () => {
    subject = await synthesizeWalk({ grants: { tag: { key: 'tokenwatch', value: 'acme' } }, keyArn, tags })
    played = await play(subject, subject.template)
  })
  after(() => subject.close())

  it('reads them', () => {
    const { pagedAtOnce, notified } = played.effects
    assert.deepEqual([pagedAtOnce, notified], [true, true])
  })

  it('rotates them, without a denied call', () => {
    assert.deepEqual([played.effects.rotated, played.denials], [true, []])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foundIn, type Part } from '../../cli/incidents/found.ts'
import { textOf } from '../../cli/incidents/told.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Breaker, Condition, Outage, Silence } from '../../functions/core/state/conditions.ts'
import type { Incident, Quiet } from '../../functions/core/state/incident.ts'
import { aJudgement } from '../support/judgement.ts'

const at = Date.parse('2026-11-21T12:00:00Z')
const hour = 3_600_000
const key: CheckKey = 'production/billing'

const aSilence = (overrides: Partial<Silence> = {}): Silence => ({
  ...{ kind: 'silence', id: 'one', revision: 1, covers: { tag: 'blue' }, from: at - hour, until: at + hour },
  ...{ by: 'sam', reason: 'a move' },
  ...overrides,
})
const aFlood = (overrides: Partial<Breaker> = {}): Breaker => ({
  ...{ kind: 'breaker', id: 'github', revision: 1, openedAt: at, bad: 12, of: 40, sample: [] },
  ...{ environments: ['production'], cleared: null, reminders: 0, owed: [] },
  ...overrides,
})
const anOutage = (overrides: Partial<Outage> = {}): Outage => ({
  ...{ kind: 'outage', id: 'api.example', revision: 1, openedAt: at, closedAt: null },
  shares: { '5m': { open: 2, unknown: 3, reasons: {}, sample: [], environments: ['production'] } },
  ...{ told: { at, checks: 3 }, reminders: 0, owed: [] },
  ...overrides,
})

function found(conditions: readonly Condition[], quiet: Quiet | null = null, part: Partial<Part> = {}) {
  const incident: Incident = {
    ...{ openedAt: at, severity: 'page', reason: 'revoked', detail: '' },
    ...{ told: null, quiet, reminders: 0, acknowledged: null },
  }
  return foundIn(
    { judgements: [aJudgement({ tags: ['blue'] })], incidents: new Map([[key, incident]]), conditions, at },
    { environment: null, all: false, ...part },
  )
}

describe('what tokenwatch incidents finds', () => {
  const reasons: readonly (readonly [Quiet | null, readonly Condition[], string | null])[] = [
    [null, [], null],
    ['silenced', [aSilence()], 'sam silenced tag blue until 2026-11-21 13:00 UTC: "a move"'],
    ['silenced', [aSilence({ covers: { tag: 'red' } })], 'a silence or a maintenance window, as of the last tick'],
    ['outage', [], 'the outage of api.example is told for all of its checks'],
    ['flood', [], 'the flood of api.example is told for all of its checks'],
    ['flapping', [], 'it opens and closes too often for each turn to be told'],
  ]
  for (const [quiet, conditions, because] of reasons)
    it(`says why nobody is told of an incident: ${quiet ?? 'people are'}${conditions.length > 0 ? `, ${because}` : ''}`, () => {
      assert.deepEqual(
        found(conditions, quiet).incidents.map(({ quietBecause }) => quietBecause),
        [because],
      )
    })

  const over: readonly Condition[] = [
    aSilence({ until: at }),
    aFlood({ cleared: { by: 'sam', at } }),
    anOutage({ closedAt: at }),
  ]
  const counted = ({ floods, outages, silences }: ReturnType<typeof found>) =>
    [floods, outages, silences].map(({ length }) => length)

  it('leaves out what is over, unless all is wanted', () => {
    assert.deepEqual(counted(found([aSilence(), aFlood(), anOutage()])), [1, 1, 1])
    assert.deepEqual(counted(found(over)), [0, 0, 0])
    assert.deepEqual(counted(found(over, null, { all: true })), [1, 1, 1])
  })

  it('leaves out what other environments suffer from', () => {
    const elsewhere = [
      aSilence({ covers: { environment: 'staging' } }),
      aFlood({ environments: ['staging'] }),
      anOutage({ shares: {} }),
    ]
    assert.deepEqual(counted(found(elsewhere, null, { environment: 'production' })), [0, 0, 0])
    assert.deepEqual(counted(found([aSilence(), aFlood(), anOutage()], null, { environment: 'production' })), [1, 1, 1])
  })

  it('is told with how each part ended', () => {
    const plain = (_: unknown, text: string) => text
    const text = textOf({ ...found(over, null, { all: true }), incidents: [] }, at, plain)
    assert.deepEqual(
      text.split('\n').filter((line) => line !== ''),
      [
        '✗ flood of github  12 of 40 credentials bad at once, since 2026-11-21 12:00 UTC; cleared by sam, 2026-11-21 12:00 UTC',
        '? outage of api.example  3 checks cannot tell, since 2026-11-21 12:00 UTC; over, 2026-11-21 12:00 UTC',
        '- silence one  tag blue, ended 2026-11-21 12:00 UTC, by sam: "a move"',
      ],
    )
    assert.equal(
      textOf({ incidents: [], floods: [], outages: [], silences: [] }, at, plain),
      'nothing is open, and nothing is silenced\n',
    )
  })
})

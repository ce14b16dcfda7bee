import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { incidentsData, incidentsText } from '../../cli/incidents/listing.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Condition, Outage, Silence, Storm, StormCause } from '../../functions/core/state/conditions.ts'
import type { Incident, SuppressedBy } from '../../functions/core/state/incident.ts'
import { foundIn, type Part } from '../../functions/status-page/open-incidents.ts'
import { aJudgement } from '../support/judgement.ts'

const at = Date.parse('2026-11-21T12:00:00Z')
const hour = 3_600_000
const key: CheckKey = 'production/billing'

const aSilence = (overrides: Partial<Silence> = {}): Silence => ({
  kind: 'silence',
  id: 'one',
  revision: 1,
  covers: { tag: 'blue' },
  from: at - hour,
  until: at + hour,
  by: 'sam',
  reason: 'a move',
  ...overrides,
})
const aStorm = (overrides: Partial<Storm> = {}): Storm => ({
  kind: 'storm',
  id: 'github',
  revision: 1,
  openedAt: at,
  bad: 12,
  of: 40,
  sample: [],
  environments: ['production'],
  cleared: null,
  reminders: 0,
  pending: [],
  ...overrides,
})
const anOutage = (overrides: Partial<Outage> = {}): Outage => ({
  kind: 'outage',
  id: 'api.example',
  revision: 1,
  openedAt: at,
  closedAt: null,
  shares: { '5m': { open: 2, unknown: 3, reasons: {}, sample: [], environments: ['production'] } },
  notified: { at, checks: 3 },
  reminders: 0,
  pending: [],
  ...overrides,
})

function found(conditions: readonly Condition[], suppressedBy: SuppressedBy | null = null, part: Partial<Part> = {}) {
  const incident: Incident = {
    openedAt: at,
    severity: 'page',
    reason: 'revoked',
    detail: '',
    notified: null,
    suppressedBy,
    reminders: 0,
    acknowledged: null,
  }
  return foundIn(
    {
      judgements: [aJudgement({ tags: ['blue'] })],
      incidents: new Map([[key, incident]]),
      shadow: new Set(),
      conditions,
      at,
    },
    { environment: null, all: false, ...part },
  )
}

describe('the incidents that tokenwatch incidents lists', () => {
  const reasons: readonly (readonly [SuppressedBy | null, readonly Condition[], string | null])[] = [
    [null, [], null],
    ['silence', [aSilence()], 'sam silenced tag blue until 2026-11-21 13:00 UTC: "a move"'],
    ['silence', [aSilence({ covers: { tag: 'red' } })], 'a silence or a maintenance window, as of the last tick'],
    ['outage', [], 'the outage of api.example was notified once for all of its checks'],
    ['storm', [], 'the storm of api.example was notified once for all of its checks'],
    [
      'storm',
      [aStorm({ id: 'secret production/one', cause: { by: 'secret', name: 'production/one' }, members: [key] })],
      'one page is about all checks that share the secret production/one',
    ],
    [
      'storm',
      [aStorm({ id: 'secret production/two', cause: { by: 'secret', name: 'production/two' }, members: ['a/b'] })],
      'the storm of api.example was notified once for all of its checks',
    ],
    ['flapping', [], 'the check is flapping: only a higher alert level notifies again'],
  ]
  for (const [suppressedBy, conditions, because] of reasons)
    it(`show why nobody is notified: ${suppressedBy ?? 'people are'}${conditions.length > 0 ? `, ${because}` : ''}`, () => {
      assert.deepEqual(
        found(conditions, suppressedBy).incidents.map(({ suppressedBecause }) => suppressedBecause),
        [because],
      )
    })

  const over: readonly Condition[] = [
    aSilence({ until: at }),
    aStorm({ cleared: { by: 'sam', at } }),
    anOutage({ closedAt: at }),
  ]
  const counted = ({ storms, outages, silences }: ReturnType<typeof found>) =>
    [storms, outages, silences].map(({ length }) => length)

  it('leave out ended ones, unless all are wanted', () => {
    assert.deepEqual(counted(found([aSilence(), aStorm(), anOutage()])), [1, 1, 1])
    assert.deepEqual(counted(found(over)), [0, 0, 0])
    assert.deepEqual(counted(found(over, null, { all: true })), [1, 1, 1])
  })

  it('leave out those of other environments', () => {
    const elsewhere = [
      aSilence({ covers: { environment: 'staging' } }),
      aStorm({ environments: ['staging'] }),
      anOutage({ shares: {} }),
    ]
    assert.deepEqual(counted(found(elsewhere, null, { environment: 'production' })), [0, 0, 0])
    assert.deepEqual(counted(found([aSilence(), aStorm(), anOutage()], null, { environment: 'production' })), [1, 1, 1])
  })

  it('say what each storm is about, and that rotations are held only where they are', () => {
    const plain = (_: unknown, text: string) => text
    const caused = (by: StormCause['by'], name: string) => aStorm({ id: `${by} ${name}`, cause: { by, name } })
    const storms = [
      aStorm(),
      caused('identity', 'github octocat'),
      caused('ends', 'github'),
      caused('quiet', 'github'),
      caused('shadow', 'github'),
    ]
    const since = 'since 2026-11-21 12:00 UTC'
    const held = 'its rotations are held until all are good, or until you run: tokenwatch incidents clear github'
    assert.deepEqual(incidentsText(found(storms, 'flapping'), at, plain).split('\n\n')[1]?.trimEnd().split('\n'), [
      `✗ storm of github  12 of 40 credentials bad at once, ${since}; ${held}`,
      `✗ identity github octocat  12 credentials that share it failed together, ${since}; one page is about all of them, until all are good`,
      `✗ known ends of github  12 of 40 credentials end soon or have ended, and cannot be checked, ${since}; one page is about all of them, until all are good`,
      `✗ quiet storm of github  12 of 40 credentials bad at once, which page nobody, ${since}; ${held}`,
      `✗ storm of github in the shadow  12 of 40 credentials bad at once, ${since}; ${held}`,
    ])
    assert.deepEqual(
      incidentsData(found(storms)).storms.map((one) => [one.provider, one.cause?.by ?? null]),
      [
        ['github', null],
        [null, 'identity'],
        [null, 'ends'],
        ['github', 'quiet'],
        ['github', 'shadow'],
      ],
    )
  })

  it('show how each part ended', () => {
    const plain = (_: unknown, text: string) => text
    const text = incidentsText({ ...found(over, null, { all: true }), incidents: [] }, at, plain)
    assert.deepEqual(
      text.split('\n').filter((line) => line !== ''),
      [
        '✗ storm of github  12 of 40 credentials bad at once, since 2026-11-21 12:00 UTC; cleared by sam, 2026-11-21 12:00 UTC',
        '? outage of api.example  3 checks cannot tell, since 2026-11-21 12:00 UTC; over, 2026-11-21 12:00 UTC',
        '- silence one  tag blue, ended 2026-11-21 12:00 UTC, by sam: "a move"',
      ],
    )
    assert.equal(
      incidentsText({ incidents: [], storms: [], outages: [], silences: [] }, at, plain),
      'no open incidents and no silences\n',
    )
  })
})

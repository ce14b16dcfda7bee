import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inventoryTables } from '../../cli/inventory/tables.ts'
import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import { inventoryReport } from '../../functions/status-page/html/inventory.ts'
import { inventoryOf, usualPeriodMs } from '../../functions/status-page/inventory/inventory.ts'
import { fc } from '../support/property.ts'
import { nowMs, nowSeconds } from '../support/reading.ts'
import { aState } from '../support/verdict.ts'
import { aFreshJudgement, aView, openState } from './facts.ts'
import { aRotation, fullFacts } from './full-facts.ts'

const key: CheckKey = 'production/billing'
const day = 86_400
const period = { since: nowMs - usualPeriodMs, environment: null }

/** A credential with an owner, one user, an end that was read, and an identity: nothing speaks against it. */
const good: Partial<GateJudgement> = {
  check: key,
  owner: 'platform',
  usedBy: ['shop'],
  expiry: { source: 'jwt', at: nowSeconds + 30 * day },
}

const seenAs = (seen: string): Partial<CheckState> => ({
  evidence: { ...aState().evidence, identity: { expected: null, seen, matches: true } },
})

function inventoryWith(
  judgement: Partial<GateJudgement>,
  state: Partial<CheckState> = seenAs('acme-bot'),
  facts: Partial<DeploymentFacts> = {},
) {
  const one = aFreshJudgement({ ...good, ...judgement })
  const { judgements = [], states = new Map(), ...rest } = facts
  const all = new Map([[one.check, aState({ check: one.check, ...state })], ...states])
  return inventoryOf(aView({ judgements: [one, ...judgements], states: all, ...rest }), period)
}

type Inventory = ReturnType<typeof inventoryWith>

/** Returns the statements about the check under a risk: `finding: ...`, `cannot_tell: ...`, or `nothing found`. */
function saidOf({ risks }: Inventory, id: string): readonly string[] {
  const risk = risks.find((one) => one.id === id)
  assert.ok(risk)
  const said = [...risk.findings, ...risk.cannotTell].filter(({ check }) => check === key)
  const statements = said.map(({ kind, what }) => `${kind}: ${what}`)
  return risk.nothingFound.includes(key) ? [...statements, 'nothing found'] : statements
}

const other = (environment: string) => {
  const check: CheckKey = `${environment}/other`
  return {
    judgements: [aFreshJudgement({ ...good, check, id: 'other', environment })],
    states: new Map([[check, aState({ check, ...seenAs('acme-bot') })]]),
  }
}

const observed = (unnamed: readonly string[]) => ({
  consumers: new Map([
    [
      key,
      {
        check: key,
        at: nowMs,
        currentId: 'v1',
        previousId: 'v0',
        promotedAt: nowMs - 60_000,
        consumers: [
          { consumer: 'shop', state: 'fresh' },
          { consumer: 'invoices', state: 'stale' },
          { consumer: 'report', state: 'unknown' },
        ],
        unnamed,
      },
    ],
  ]) satisfies DeploymentFacts['consumers'],
})

describe('a risk', () => {
  const cases: readonly (readonly [what: string, id: string, inventory: Inventory, said: RegExp])[] = [
    [
      'of a credential without an owner',
      'NHI1',
      inventoryWith({ owner: null }),
      /^finding: Nobody is named as its owner$/,
    ],
    [
      'of a credential that nothing uses',
      'NHI1',
      inventoryWith({ usedBy: [] }),
      /^finding: Nothing is named that uses it$/,
    ],
    ['of disuse', 'NHI1', inventoryWith({ reason: 'idle_expiry' }), /^finding: .*nobody uses it/],
    [
      'of an old version that works',
      'NHI1',
      inventoryWith({ reason: 'overlap_open' }),
      /^finding: .*old version still works/,
    ],
    [
      'of offboarding, without a fresh verdict',
      'NHI1',
      inventoryWith({ judgedAt: nowMs - 9_000_000 }),
      /^cannot_tell: Its last verdict/,
    ],
    [
      'of offboarding, of an unknown credential',
      'NHI1',
      inventoryWith({ standing: 'unknown', reason: 'timed_out' }),
      /^cannot_tell: It is not proved/,
    ],
    ['of offboarding, with owner, user and proof', 'NHI1', inventoryWith({}), /^nothing found$/],
    ['of a kind that ends', 'NHI4', inventoryWith({ reason: 'type_sunset' }), /^finding: /],
    [
      'of an endpoint that takes anything',
      'NHI4',
      inventoryWith({ standing: 'misconfigured', reason: 'vacuous' }),
      /^finding: /,
    ],
    ['of forbidden scopes', 'NHI5', inventoryWith({ reason: 'over_scoped' }), /^finding: /],
    ['of scopes, where none were read', 'NHI5', inventoryWith({}), /^cannot_tell: No scopes/],
    ['of no end', 'NHI7', inventoryWith({ expiry: { source: 'answer', at: 'never' } }), /^finding: It has no end$/],
    [
      'of a far end',
      'NHI7',
      inventoryWith({ expiry: { source: 'jwt', at: nowSeconds + 400 * day } }),
      /^finding: It ends in/,
    ],
    ['of a near end', 'NHI7', inventoryWith({}), /^nothing found$/],
    ['of an unknown end', 'NHI7', inventoryWith({ expiry: null }), /^cannot_tell: Neither/],
    [
      'of a declared end',
      'NHI7',
      inventoryWith({ expiry: { source: 'declared', at: nowSeconds + day } }),
      /^cannot_tell: Its end is only declared/,
    ],
    ['of an old one', 'NHI7', inventoryWith({ reason: 'overdue' }), /^finding: /],
    [
      'of one that is never rotated',
      'NHI7',
      inventoryWith({ rotation: 'ours' }),
      /^finding: Tokenwatch rotates it, and never has$/,
    ],
    [
      'of one whose rotations could not be read',
      'NHI7',
      inventoryWith({ rotation: 'ours' }, {}, { unread: ['rotations: denied'] }),
      /^nothing found$/,
    ],
    [
      'of one credential in two environments',
      'NHI8',
      inventoryWith({ reason: 'shared_across_environments' }),
      /^finding: /,
    ],
    [
      'of one identity in two environments',
      'NHI8',
      inventoryWith({}, seenAs('acme-bot'), other('staging')),
      /^finding: Its identity is also that of staging\/other$/,
    ],
    [
      'of isolation, where an identity was not read',
      'NHI8',
      inventoryWith({}, {}, other('staging')),
      /^cannot_tell: Not every identity/,
    ],
    ['of two identities', 'NHI8', inventoryWith({}, seenAs('other-bot'), other('staging')), /^nothing found$/],
    ['of two users', 'NHI9', inventoryWith({ usedBy: ['shop', 'invoices'] }), /^finding: 2 services use it/],
    [
      'of one identity behind two checks',
      'NHI9',
      inventoryWith({}, seenAs('acme-bot'), other('production')),
      /^finding: Its identity is also/,
    ],
    ['of reuse, without an identity', 'NHI9', inventoryWith({}, {}), /^cannot_tell: Its identity/],
    [
      'of a reader that nobody named',
      'NHI10',
      inventoryWith({}, {}, observed(['arn:aws:iam::1:user/kim'])),
      /^finding: .*user\/kim$/,
    ],
    ['of use by people', 'NHI10', inventoryWith({}), /^cannot_tell: /],
  ]
  for (const [what, id, inventory, said] of cases)
    it(`${id} ${what}`, () => {
      const [statement = '', ...more] = saidOf(inventory, id)
      assert.match(statement, said)
      assert.deepEqual(more, [])
    })

  it('has the title that OWASP gives it, in the order of the list', () => {
    assert.deepEqual(
      inventoryWith({}).risks.map(({ title }) => title),
      [
        'NHI1:2025 Improper Offboarding',
        'NHI2:2025 Secret Leakage',
        'NHI3:2025 Vulnerable Third-Party NHI',
        'NHI4:2025 Insecure Authentication',
        'NHI5:2025 Overprivileged NHI',
        'NHI6:2025 Insecure Cloud Deployment Configurations',
        'NHI7:2025 Long-Lived Secrets',
        'NHI8:2025 Environment Isolation',
        'NHI9:2025 NHI Reuse',
        'NHI10:2025 Human Use of NHI',
      ],
    )
  })

  it('is said to be not judged where nothing seen is about it, and calls no check good', () => {
    for (const { id, isSeen, findings, cannotTell, nothingFound, looksAt } of inventoryWith({}).risks)
      if (['NHI2', 'NHI3', 'NHI6'].includes(id)) {
        assert.deepEqual([isSeen, findings, cannotTell, nothingFound], [false, [], [], []])
        assert.match(looksAt, /^Nothing: /)
      }
  })

  it('lists each check exactly once as found, undecided, or without a finding', () => {
    for (const { findings, cannotTell, nothingFound } of inventoryWith({ usedBy: [] }).risks.filter(
      (one) => one.isSeen,
    )) {
      const places = [findings, cannotTell].filter((list) => list.some(({ check }) => check === key)).length
      assert.equal(places + (nothingFound.includes(key) ? 1 : 0), 1)
    }
  })
})

describe('the row of a credential', () => {
  const rotation = { ...aRotation(key, 'v1'), mintedAt: nowMs - 5_000, promotedAt: nowMs - 4_000 }
  const rowWith = (...args: Parameters<typeof inventoryWith>) => {
    const [row] = inventoryWith(...args).rows
    assert.ok(row)
    return row
  }

  it('dates the version and its rotation by a record', () => {
    const { created, lastRotated } = rowWith({ rotation: 'ours', versionId: 'v1' }, {}, { rotations: [rotation] })
    assert.deepEqual(created, { at: nowMs - 5_000, evidence: 'rotation v1 saved it' })
    assert.deepEqual(lastRotated, { at: nowMs - 4_000, evidence: 'rotation v1, draining' })
  })

  it('says that another version is judged now', () => {
    const { created, lastRotated } = rowWith({ rotation: 'ours', versionId: 'v9' }, {}, { rotations: [rotation] })
    assert.equal(created, null)
    assert.equal(lastRotated?.evidence, 'rotation v1, draining; another version is judged now')
  })

  it('dates nothing without a record', () => {
    const { created, lastRotated, consumers } = rowWith({ versionId: 'v1' })
    assert.deepEqual([created, lastRotated, consumers], [null, null, null])
  })

  it('is proved alive by a verdict that proves, and by no other', () => {
    const judgedAt = nowMs - 1_000
    assert.equal(rowWith({ judgedAt }).provedAt, judgedAt)
    const lastGood = nowMs - 90_000
    assert.equal(rowWith({ standing: 'unknown', reason: 'unproved', judgedAt }, { lastGood }).provedAt, lastGood)
    assert.equal(rowWith({ standing: 'invalid', reason: 'revoked', judgedAt }, { lastGood: null }).provedAt, null)
  })

  it('names the version that each consumer holds, or that it was not seen', () => {
    assert.deepEqual(
      rowWith({}, {}, observed([])).consumers?.map(({ consumer, versionId }) => [consumer, versionId]),
      [
        ['shop', 'v1'],
        ['invoices', 'v0'],
        ['report', null],
      ],
    )
  })

  it('names who answers for what is let pass', () => {
    const silenced = rowWith(
      { gate: 'advisory', suppression: { until: nowMs + 1, by: 'kim', reason: 'they move' } },
      openState(key, { acknowledged: { by: 'sam', at: nowMs } }),
    )
    assert.deepEqual(silenced.exceptions, [
      { what: 'silenced by kim: "they move"', by: 'kim' },
      { what: 'open incident revoked acknowledged', by: 'sam' },
      { what: 'does not stop deployments', by: 'platform' },
    ])
  })
})

describe('the rotations of a period', () => {
  it('have an outcome and the people who signed them off, and older ones are left out', () => {
    const done = { ...aRotation(key, 'v2', 'sam'), phase: 'done', releasedBy: null } as const
    const old = { ...aRotation(key, 'v1'), startedAt: nowMs - usualPeriodMs - 1 }
    const { rotations } = inventoryWith({ rotation: 'ours' }, {}, { rotations: [done, old] })
    assert.deepEqual(
      rotations.map(({ toVersion, outcome, startedBy, signedOffBy }) => [toVersion, outcome, startedBy, signedOffBy]),
      [['v2', 'done', 'sam', ['sam']]],
    )
  })
})

/** Cells of a file of RFC 4180. */
const cellsOf = (csv: string): readonly string[] =>
  [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

describe('the files of an inventory', () => {
  it('begin no cell with a formula, whatever people and providers wrote', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', '\r\n=')
    fc.assert(
      fc.property(start, fc.string({ maxLength: 20 }), (first, rest) => {
        const inventory = inventoryOf(aView(fullFacts(`${first}${rest}`)), period)
        for (const file of inventoryTables(inventory).values())
          for (const cell of cellsOf(file)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/, JSON.stringify(file))
      }),
    )
  })

  it('name every statement of every risk', () => {
    const inventory = inventoryWith({ usedBy: [] })
    const lines = (inventoryTables(inventory).get('risks.csv') ?? '').trimEnd().split('\r\n')
    const statements = inventory.risks.reduce(
      (sum, { isSeen, findings, cannotTell, nothingFound }) =>
        sum + (isSeen ? findings.length + cannotTell.length + nothingFound.length : 1),
      1,
    )
    assert.equal(lines.length, statements)
  })

  it('are, as a page, one file without a script and without anything from elsewhere', async () => {
    const page = String(await inventoryReport(inventoryWith({})))
    assert.match(page, /default-src (?:'|&#39;)none/)
    assert.doesNotMatch(page, /<script|src=|<link|url\(/)
    assert.match(page, /NHI7:2025 Long-Lived Secrets/)
  })
})

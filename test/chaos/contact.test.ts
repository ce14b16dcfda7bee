import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ChosenFault, chooseFault } from '../../chaos/faults/catalogue.ts'
import type { WireEntry } from '../../chaos/injectors/wire.ts'
import { minEvidenceOf } from '../../chaos/lab/trial.ts'
import { contactEvidence, contactsOf } from '../../chaos/measures/contact.ts'
import { observed, request } from './observed.ts'

const idpDown = chooseFault({ fault: 'idp.down', variant: 'unavailable' })
const failing = chooseFault({ fault: 'validation.slow', variant: 'failing' })
const expired = chooseFault({ fault: 'token.expired-under-load', variant: 'expired_sent' })
const shortLived = chooseFault({ fault: 'token.expired-under-load', variant: 'short_lived' })
const revoked = chooseFault({ fault: 'token.revoked-mid-transaction', variant: 'revoked' })
const rotated = chooseFault({ fault: 'secret.rotated-cache-stale', variant: 'cache_kept' })
const storm = chooseFault({ fault: 'storm', variant: 'unauthorized' })

const during = (rest: Partial<WireEntry>) => request(12_000, rest)

const cases: readonly (readonly [string, number, ChosenFault, readonly WireEntry[]])[] = [
  ['a 404 of the API, though nobody has asked the identity provider', 0, idpDown, [during({ status: 404 })]],
  ['a failure of the API on another plane', 0, idpDown, [during({ status: 500 }), during({ status: null })]],
  ['a request on another plane that was changed', 0, idpDown, [during({ action: 'answer', status: 503 })]],
  [
    'a request for a token that got a made-up 503',
    1,
    idpDown,
    [during({ plane: 'idp', action: 'answer', status: 503 })],
  ],
  ['a request for a token that passed', 0, idpDown, [during({ plane: 'idp', status: 503 })]],
  ['questions about tokens of this tool', 0, failing, [during({ plane: 'validation', action: 'answer', by: 'tool' })]],
  [
    'a key set fetch that may be the doing of the intruder',
    0,
    failing,
    [during({ plane: 'validation', action: 'answer', by: 'unknown' })],
  ],
  ['a question about a token of the service', 1, failing, [during({ plane: 'validation', action: 'answer' })]],
  ['a changed request before the fault', 0, failing, [request(9_000, { plane: 'validation', action: 'answer' })]],
  ['a changed request after the removal', 0, failing, [request(21_000, { plane: 'validation', action: 'answer' })]],
  ['an expired token that was sent', 1, expired, [during({ action: 'mutate', status: 401 })]],
  ['a refusal of the API itself, which no fault has changed', 0, storm, [during({ status: 401, isOldToken: false })]],
  ['a short-lived token that was granted', 1, shortLived, [during({ plane: 'idp', lifetimeSeconds: 2 })]],
  ['an answer of the token endpoint without a lifetime', 0, shortLived, [during({ plane: 'idp' })]],
  ['an old token that was refused', 1, revoked, [during({ status: 401 })]],
  ['a new token that was refused', 0, revoked, [during({ status: 401, isOldToken: false })]],
  ['an ordinary 404 to an old token', 0, revoked, [during({ status: 404 })]],
  ['an old client secret that was refused', 1, rotated, [during({ plane: 'idp', status: 401 })]],
]

describe('contact of a fault with the service', () => {
  for (const [title, expected, fault, wire] of cases)
    it(`${title}: ${expected === 0 ? 'none' : 'proved'}`, () => {
      assert.equal(contactEvidence(observed(wire, {}, fault)), expected)
    })

  it('is shown for each plane: eligible requests, and who sent the changed ones', () => {
    const wire = [
      during({ plane: 'validation', action: 'answer', by: 'tool' }),
      during({ plane: 'validation', action: 'answer' }),
      during({ plane: 'validation' }),
      during({}),
    ]
    assert.deepEqual(contactsOf(observed(wire, {}, failing)), {
      fault: [
        { plane: 'api', eligible: 1, changed: { service: 0, tool: 0, unknown: 0 } },
        { plane: 'validation', eligible: 3, changed: { service: 1, tool: 1, unknown: 0 } },
      ],
      control: null,
    })
  })

  it('is needed as often as the load and the phase allow', () => {
    assert.equal(minEvidenceOf(storm, 1, 1_000), 30)
    assert.equal(minEvidenceOf(storm, 1, 10), 5)
    assert.equal(minEvidenceOf(storm, 1, 1), 1)
    assert.equal(minEvidenceOf(idpDown, 3, 1_000), 3)
  })
})

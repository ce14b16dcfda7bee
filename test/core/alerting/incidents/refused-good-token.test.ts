import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusedGoodToken } from '../../../../functions/core/alerting/incidents/unreliable-provider.ts'
import type { Reason } from '../../../../functions/core/model/reason.ts'
import { aCheck } from '../../../support/check.ts'
import { anAnswer, nowMs } from '../../../support/reading.ts'
import { aState, aVerdict } from '../../../support/verdict.ts'

describe('a token that was refused and is valid again', () => {
  const hour = 3_600_000
  const cases: readonly (readonly [title: string, reason: Reason, agoMs: number, isLie: boolean])[] = [
    ['rejected at the tick before', 'rejected', 300_000, true],
    ['rejected ten minutes ago', 'rejected', 600_000, true],
    ['revoked for an hour: somebody enabled it again', 'revoked', hour, false],
    ['rejected for three hours: somebody enabled it again', 'rejected', 3 * hour, false],
    ['suspended at the tick before: its account was unlocked', 'suspended', 300_000, false],
  ]
  for (const [title, reason, agoMs, isLie] of cases)
    it(`${isLie ? 'shows' : 'does not show'} that its provider refuses valid tokens: ${title}`, () => {
      const previous = aState({ standing: 'invalid', reason, since: nowMs - agoMs })
      const probed = { verdict: aVerdict('healthy'), readings: [anAnswer()] }
      assert.equal(refusedGoodToken(aCheck(), probed, previous), isLie)
    })
})

import { othersAway } from './contracts.ts'
import { type FaultDefinition, usual } from './fault.ts'

/** A rotation died between the provider and the store. */
export const rotationBroken = {
  ...usual,
  id: 'rotation.broken',
  number: 'F18',
  title: 'A rotation died halfway',
  expected:
    'Use the token in hand until it expires, then fail with a name; do not hammer the token endpoint with a dead secret',
  causes: ['client_rejected'],
  contract: { ...othersAway, 'amplification.idp': { max: 4 }, diagnosis_correct: { min: 1 } },
  evidence: 'met',
  tokens: { format: 'opaque', ttlSeconds: 2 },
  variants: {
    stranded_pending: {
      what: 'The provider has the new client secret, the store has it only as AWSPENDING: what is current is dead',
      points: ['oauth-driver', 'stage-move'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'half_rotated' },
      async begin(driver) {
        await driver.strandRotation()
        await driver.revokeAll()
        return () => driver.finishRotation()
      },
    },
  },
} as const satisfies FaultDefinition

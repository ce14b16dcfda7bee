import { othersAway } from './contracts.ts'
import { defaults, type FaultDefinition } from './fault.ts'

export const rotationBroken = {
  ...defaults,
  id: 'rotation.broken',
  number: 'F18',
  title: 'A rotation stopped halfway',
  expected:
    'Use the current token until it expires, then fail with a named error; do not retry a dead secret in a loop',
  causes: ['client_rejected'],
  contract: { ...othersAway, 'amplification.idp': { max: 4 }, diagnosis_correct: { min: 1 } },
  evidence: 'affected',
  tokens: { format: 'opaque', ttlSeconds: 2 },
  variants: {
    stranded_pending: {
      what: 'The provider has the new client secret, the store has it only as AWSPENDING, and AWSCURRENT is refused',
      points: ['oauth-driver', 'stage-move'],
      planes: [],
      mutants: 'none',
      monitor: { asks: 'client', says: 'half_rotated' },
      proof: ['token_refused', 'client_refused'],
      changes: 'secret',
      async begin(driver) {
        await driver.strandRotation()
        await driver.revokeAll()
        return () => driver.finishRotation()
      },
    },
  },
} as const satisfies FaultDefinition

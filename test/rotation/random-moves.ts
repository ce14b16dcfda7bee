import { fc } from '../support/property.ts'
import { type Kind, kinds } from '../support/rotation-kinds.ts'

/** A person's move. `back` makes the previous version current, `old` stores its value again, `new` stores a new credential. */
export type PersonsMove = 'back' | 'old' | 'new' | 'field' | 'label' | 'cancel' | 'enable' | 'release'

/** Failure of the next call to a path of the provider. */
export type ProviderFault = {
  readonly path: '/me' | '/keys' | 'exchange' | 'DELETE'
  readonly how: '503' | '429' | '401' | 'lost' | 'unsent' | 'partial'
}

/** Interruption of a run: it dies at a call, or a person moves just before it looks at the secret. */
export type Interruption =
  | { readonly kind: 'none' }
  | { readonly kind: 'killed'; readonly atCall: number }
  | { readonly kind: 'moved'; readonly atLook: number; readonly move: PersonsMove }

export type RotationMove =
  | { readonly kind: 'request' }
  | { readonly kind: 'steps' | 'look'; readonly during: Interruption; readonly skewMs: number }
  | { readonly kind: 'person'; readonly move: PersonsMove }
  | { readonly kind: 'fault'; readonly fault: ProviderFault }
  | { readonly kind: 'throttled'; readonly operation: 'PutSecretValue' | 'UpdateSecretVersionStage' | 'DescribeSecret' }
  | {
      /** A consumer uses the credential of a version. */ readonly kind: 'use'
      readonly stage: 'AWSCURRENT' | 'AWSPREVIOUS'
    }
  | {
      /** The provider ends the credential of a version. */ readonly kind: 'death'
      readonly stage: 'AWSCURRENT' | 'AWSPREVIOUS'
    }
  | { readonly kind: 'time'; readonly ms: number }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const person = fc.constantFrom<PersonsMove>('back', 'old', 'new', 'field', 'label', 'cancel', 'enable', 'release')

const interruption: fc.Arbitrary<Interruption> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'none' } as const) },
  { weight: 3, arbitrary: fc.nat(34).map((atCall) => ({ kind: 'killed', atCall }) as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('moved' as const), atLook: fc.nat(4), move: person }) },
)

const fault = fc.record({
  path: fc.constantFrom<ProviderFault['path']>('/me', '/keys', 'exchange', 'DELETE'),
  how: fc.constantFrom<ProviderFault['how']>('503', '429', '401', 'lost', 'unsent', 'partial'),
})

const skewMs = fc.constantFrom(0, 0, 0, 0, day, -hour)

const stage = fc.constantFrom('AWSCURRENT' as const, 'AWSPREVIOUS' as const)

const move: fc.Arbitrary<RotationMove> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'request' } as const) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('steps' as const, 'look' as const), during: interruption, skewMs }),
  },
  { weight: 2, arbitrary: person.map((one) => ({ kind: 'person', move: one }) as const) },
  { weight: 2, arbitrary: fault.map((one) => ({ kind: 'fault', fault: one }) as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('PutSecretValue' as const, 'UpdateSecretVersionStage' as const, 'DescribeSecret' as const)
      .map((operation) => ({ kind: 'throttled', operation }) as const),
  },
  { weight: 3, arbitrary: stage.map((one) => ({ kind: 'use', stage: one }) as const) },
  { weight: 1, arbitrary: stage.map((one) => ({ kind: 'death', stage: one }) as const) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(5 * minute, 16 * minute, hour, 5 * hour, 2 * day)
      .map((ms) => ({ kind: 'time', ms }) as const),
  },
)

const undisturbed = { kind: 'steps', during: { kind: 'none' }, skewMs: 0 } as const
const later = { kind: 'time', ms: 5 * minute } as const

/** Beginnings: every schedule begins a rotation, and half of them let it be promoted, so that what follows meets a drain too. */
const beginnings: readonly (readonly RotationMove[])[] = [
  [{ kind: 'request' }],
  [{ kind: 'request' }, undisturbed, later],
]

/** Schedules of rotations: the class, and what happens in which order. */
export function randomSchedules(given: readonly Kind[]) {
  return fc.record({
    kind: fc.constantFrom(...given),
    isShort: fc.boolean(),
    moves: fc
      .tuple(fc.constantFrom(...beginnings), fc.array(move, { minLength: 4, maxLength: 14 }))
      .map(([first, more]): readonly RotationMove[] => [...first, ...more]),
  })
}

/** All classes. The one that revokes keys comes more often. */
export const anyRotation = randomSchedules([...Object.values(kinds), kinds.createRevoke, kinds.createRevoke])

export type RotationSchedule = typeof anyRotation extends fc.Arbitrary<infer Value> ? Value : never

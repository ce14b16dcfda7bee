import { rotatableClasses } from '../model/capabilities.ts'
import {
  isCount,
  isFlag,
  isInstant,
  isKeyOfCheck,
  isText,
  listOf,
  orAbsent,
  orNull,
  shape,
  wordOf,
} from '../model/shape.ts'
import type { Entry, PendingRotationMessage, Retiring, RotationPhase, RotationRecord } from './record.ts'
import type { RotationProblem } from './rotation-problem.ts'
import type { Stop } from './stop.ts'

const isPhase = wordOf<RotationPhase>(
  'preflight',
  'claimed',
  'escrowed',
  'saved',
  'verified',
  'promoted',
  'draining',
  'revoked',
  'held',
  'done',
  'quarantined',
  'abandoned',
)

const isPendingMessage = shape<PendingRotationMessage>({
  problem: (value): value is RotationProblem => isText(value),
  detail: isText,
  at: isInstant,
  notified: isFlag,
})

/** Returns true for the record of a rotation. What it says decides about revocations, so that nothing in it is guessed. */
export const isRotationRecord = shape<RotationRecord>({
  check: isKeyOfCheck,
  versionId: isText,
  revision: isCount,
  class: wordOf(...rotatableClasses),
  phase: isPhase,
  generation: isCount,
  baseVersionId: isText,
  baseExpiresAt: orNull(isInstant),
  baseMintedAt: orAbsent(orNull(isInstant)),
  startedAt: isInstant,
  baseScopes: orNull(isText),
  claimedAt: orNull(isInstant),
  heldUntil: isInstant,
  exchanges: isCount,
  answer: orAbsent(orNull(wordOf('spent', 'unreadable'))),
  promotedAt: orNull(isInstant),
  oldId: orNull(isText),
  newId: orNull(isText),
  idsBefore: listOf(isText),
  retire: listOf(shape<Retiring>({ id: isText, failures: isCount, notBefore: isInstant })),
  mintedAt: orNull(isInstant),
  expiresAt: orNull(isInstant),
  approvedBy: orNull(isText),
  releasedBy: orNull(isText),
  pendingMessage: orNull(isPendingMessage),
  provedAt: orAbsent(orNull(isInstant)),
  entries: listOf(shape<Entry>({ phase: isPhase, at: isInstant, by: isText, outcome: isText })),
})

export const isStop = shape<Stop>({ versionId: isText, at: isInstant, by: isText, why: isText })

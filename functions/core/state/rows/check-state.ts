import type { ExpiryEvidence } from '../../model/expiry.ts'
import type { Compared } from '../../model/reading.ts'
import type { Standing } from '../../model/reason.ts'
import type { ScopeComparison } from '../../model/scopes.ts'
import {
  anyOf,
  exactly,
  type Guard,
  isCount,
  isFlag,
  isInstant,
  isKeyOfCheck,
  isNumber,
  isText,
  listOf,
  orAbsent,
  orNull,
  recordOf,
  shape,
  wordOf,
} from '../../model/shape.ts'
import type { AnswerShape, ControlAnswers, EarlierAnswers } from '../earlier-answers.ts'
import type { ExpiryThreshold } from '../expiry-threshold.ts'
import type { Flapping } from '../flapping.ts'
import type { Incident, PendingMessage, RotationFailed } from '../incident.ts'
import type { CheckDescription, PendingTransition } from '../pending-transition.ts'
import { type CheckState, type Streak, stateSchema } from '../state.ts'
import type { LookCount, Trouble } from '../trouble.ts'
import { isRecentHistory } from './history.ts'
import { isAcknowledgement, isLevel, isReason, isStanding, isSuppressedBy } from './words.ts'

const isSeverity = wordOf('page', 'notice', 'metric', 'none')

/** Fields that say who was notified. */
export const heard = { routes: orAbsent(listOf(isText)), audience: orAbsent(listOf(isText)) }

const isCompared = shape<Compared>({ expected: orNull(isText), seen: orNull(isText), matches: isFlag })
const isScopes = shape<ScopeComparison>({
  required: listOf(isText),
  missing: listOf(isText),
  forbidden: listOf(isText),
})

const isExpiry = shape<ExpiryEvidence>({
  source: wordOf(
    'certificate',
    'jwt',
    'header',
    'answer',
    'introspection',
    'secret_field',
    'tag',
    'declared',
    'max_age',
  ),
  at: (value): value is number | 'never' => value === 'never' || isInstant(value),
  latest: orAbsent(isInstant),
})

const isIncident = shape<Incident>({
  openedAt: isInstant,
  severity: isLevel,
  reason: isReason,
  detail: isText,
  answered: orAbsent(isFlag),
  notified: orNull(shape<NonNullable<Incident['notified']>>({ to: isLevel, at: isInstant })),
  suppressedBy: orNull(isSuppressedBy),
  reminders: isCount,
  acknowledged: orNull(isAcknowledgement),
  ...heard,
})

const isPending = shape<PendingMessage>({
  kind: wordOf(
    'open',
    'never_worked',
    'escalate',
    'also',
    'expiry_threshold',
    'remind',
    'after_silence',
    'resolve',
    'removed',
    'flapping',
    'flapping_ended',
  ),
  to: isLevel,
  incident: isIncident,
  beside: orAbsent(listOf(shape({ reason: isReason, detail: isText }))),
  at: isInstant,
  waits: orAbsent(exactly(true)),
})

const isTrouble = shape<Trouble>({
  openedAt: isInstant,
  severity: isLevel,
  reason: isReason,
  detail: isText,
  answered: orAbsent(isFlag),
  suppressedBy: orNull(isSuppressedBy),
  better: orNull(isCount),
})

const isAnswerShape = shape<AnswerShape>({ status: isNumber, rule: isText, words: isText })

const isEarlier = shape<EarlierAnswers>({
  questionHash: isText,
  allowed: isFlag,
  proved: isFlag,
  unprovedSinceMs: orNull(isInstant),
  forbidsBroken: isFlag,
  controls: orNull(shape<ControlAnswers>({ versionId: orNull(isText), broken: isAnswerShape, none: isAnswerShape })),
})

const isTransition = shape<PendingTransition>({
  id: isText,
  from: orNull(shape<NonNullable<PendingTransition['from']>>({ standing: isStanding, reason: isReason })),
  to: shape<PendingTransition['to']>({ standing: isStanding, reason: isReason, severity: isSeverity }),
  at: isInstant,
  versionId: orNull(isText),
  expiresAt: orNull(isInstant),
  onPurpose: isFlag,
  leftOut: orAbsent(isCount),
  about: orAbsent(
    shape<CheckDescription>({
      environment: isText,
      provider: isText,
      profile: isText,
      owner: orNull(isText),
      impact: isText,
      runbook: orNull(isText),
      usedBy: listOf(isText),
      tags: listOf(isText),
    }),
  ),
})

const isPresent = shape<CheckState>({
  schema: isCount,
  check: isKeyOfCheck,
  revision: isCount,
  tick: isInstant,
  standing: isStanding,
  reason: isReason,
  severity: isSeverity,
  reasons: listOf(isReason),
  detail: isText,
  since: isInstant,
  lastGood: orNull(isInstant),
  expiry: orNull(isExpiry),
  versionId: orNull(isText),
  neverWorked: orAbsent(exactly(true)),
  worked: orAbsent(isText),
  questionHash: orAbsent(isText),
  earlierAnswers: orAbsent(isEarlier),
  evidence: shape<CheckState['evidence']>({
    status: orNull(isNumber),
    rule: orNull(isText),
    identity: orNull(isCompared),
    environment: orNull(isCompared),
    scopes: orNull(isScopes),
  }),
  streak: shape<Streak>({ standing: isStanding, ticks: isCount, at: orAbsent(isInstant) }),
  counts: orAbsent(
    shape<NonNullable<CheckState['counts']>>({
      unknown: orAbsent(shape<LookCount>({ seen: isCount, at: isInstant })),
      misconfigured: orAbsent(shape<LookCount>({ seen: isCount, at: isInstant })),
    }),
  ),
  incident: orNull(isIncident),
  troubles: orAbsent(recordOf<Standing, Trouble>(isStanding, isTrouble)),
  recovering: isCount,
  expiryThreshold: orNull(shape<ExpiryThreshold>({ expiresAt: isInstant, secondsBefore: isNumber, away: isCount })),
  changes: listOf(isInstant),
  flapping: orNull(shape<Flapping>({ since: isInstant, incident: isIncident })),
  rotationFailed: orNull(shape<RotationFailed>({ versionId: isText, times: isCount })),
  pending: listOf(isPending),
  leftOut: orAbsent(isCount),
  hosts: orAbsent(listOf(isText)),
  plainRoles: orAbsent(listOf(isText)),
  shadow: orAbsent(exactly(true)),
  transitions: orAbsent(listOf(isTransition)),
  history: orAbsent(isRecentHistory),
})

/** A state that a later Tokenwatch wrote. Only its name and its version are read. */
const isLater = shape<Pick<CheckState, 'schema' | 'check' | 'revision'>>({
  schema: (value): value is number => isCount(value) && value > stateSchema,
  check: isKeyOfCheck,
  revision: isCount,
})

/** Returns true for the state of a check as this Tokenwatch, an earlier one or a later one wrote it. */
export const isCheckState: Guard<CheckState> = (value): value is CheckState => anyOf<unknown>(isPresent, isLater)(value)

import { fieldOf } from '../../model/field-of.ts'
import {
  anyOf,
  type Guard,
  isCount,
  isFlag,
  isInstant,
  isKeyOfCheck,
  isText,
  listOf,
  orAbsent,
  orNull,
  recordOf,
  shape,
  wordOf,
} from '../../model/shape.ts'
import type {
  Condition,
  KnownCadence,
  Outage,
  ReviewFindings,
  Silence,
  Storm,
  StormCause,
  Unreliable,
} from '../conditions.ts'
import { isOutageShare, storedAheadMs } from './batch.ts'
import { heard } from './check-state.ts'
import { isReason } from './words.ts'

const isCovered = anyOf<Silence['covers']>(
  shape<{ readonly check: string }>({ check: isText }),
  shape<{ readonly provider: string }>({ provider: isText }),
  shape<{ readonly tag: string }>({ tag: isText }),
  shape<{ readonly environment: string }>({ environment: isText }),
)

const isSilence = shape<Silence>({
  kind: wordOf('silence'),
  id: isText,
  revision: isCount,
  covers: isCovered,
  from: isInstant,
  until: isInstant,
  by: isText,
  reason: isText,
})

const isUnreliable = shape<Unreliable>({
  kind: wordOf('unreliable'),
  id: isText,
  revision: isCount,
  since: isInstant,
  until: isInstant,
})

const isPendingList = listOf(wordOf('open', 'remind', 'resolve'))

const isStorm = shape<Storm>({
  kind: wordOf('storm'),
  id: isText,
  revision: isCount,
  openedAt: isInstant,
  bad: isCount,
  of: isCount,
  sample: listOf(isKeyOfCheck),
  members: orAbsent(listOf(isKeyOfCheck)),
  unnamed: orAbsent(listOf(isKeyOfCheck)),
  more: orAbsent(isCount),
  notifiedAt: orAbsent(isInstant),
  cause: orAbsent(
    shape<StormCause>({ by: wordOf('secret', 'identity', 'issuer', 'ends', 'quiet', 'shadow'), name: isText }),
  ),
  ends: orAbsent(recordOf(isKeyOfCheck, isInstant)),
  isUnannounced: orAbsent(isFlag),
  environments: listOf(isText),
  cleared: orNull(shape<NonNullable<Storm['cleared']>>({ by: orNull(isText), at: isInstant })),
  reminders: isCount,
  pending: isPendingList,
  ...heard,
})

const isOutage = shape<Outage>({
  kind: wordOf('outage'),
  id: isText,
  revision: isCount,
  openedAt: isInstant,
  closedAt: orNull(isInstant),
  shares: recordOf(isText, isOutageShare),
  notified: shape<Outage['notified']>({ at: isInstant, checks: isCount }),
  reminders: isCount,
  pending: isPendingList,
  ...heard,
})

const isKnownCadence = shape<KnownCadence>({ kind: wordOf('cadence'), id: isText, revision: isCount, config: isText })

const isReview = shape<ReviewFindings>({
  kind: wordOf('review'),
  id: isText,
  revision: isCount,
  at: isInstant,
  findings: recordOf(
    isKeyOfCheck,
    listOf(shape<ReviewFindings['findings'][`${string}/${string}`][number]>({ reason: isReason, detail: isText })),
  ),
})

const isPresent = anyOf<Condition>(isSilence, isUnreliable, isStorm, isOutage, isKnownCadence, isReview)

/** A condition of a kind that a later Tokenwatch knows. Nobody here reads more of it than its kind. */
const isOfLaterKind = (value: unknown): value is Condition =>
  shape<Pick<Condition, 'id' | 'revision'>>({ id: isText, revision: isCount })(value) &&
  isText(fieldOf(value, 'kind')) &&
  !isKnownKind(fieldOf(value, 'kind'))

const isKnownKind = wordOf('silence', 'unreliable', 'storm', 'outage', 'cadence', 'review')

/** Accepts a condition. A review that lies far ahead is none: its findings would hold until then. */
export const isConditionBy =
  (now: () => number): Guard<Condition> =>
  (value): value is Condition =>
    isOfLaterKind(value) || (isPresent(value) && (value.kind !== 'review' || value.at <= now() + storedAheadMs))

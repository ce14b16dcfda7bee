import {
  exactly,
  type Guard,
  isCount,
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
import type {
  BatchRecord,
  Blocking,
  Counts,
  DueRotation,
  Gauge,
  SubscriptionsSeen,
  TickRecord,
  UnkeptVerdict,
} from '../batch-record.ts'
import type { OutageShare } from '../conditions.ts'
import { isReason, isStanding } from './words.ts'

const isCounts = shape<Counts>({
  checks: isCount,
  valid: isCount,
  invalid: isCount,
  unknown: isCount,
  misconfigured: isCount,
  expiring: isCount,
})

export const isOutageShare = shape<OutageShare>({
  open: isCount,
  unknown: isCount,
  reasons: recordOf(isText, isCount),
  sample: listOf(isKeyOfCheck),
  environments: listOf(isText),
  routes: orAbsent(listOf(isText)),
  openRoutes: orAbsent(listOf(isText)),
})

const isUnkept = shape<UnkeptVerdict>({
  check: isKeyOfCheck,
  standing: isStanding,
  reason: isReason,
  detail: isText,
  versionId: orNull(isText),
  at: isInstant,
  pagedAt: orAbsent(isInstant),
})

const isGauge = shape<Gauge>({
  check: isKeyOfCheck,
  standing: isStanding,
  expiresAt: orNull(isInstant),
  latencyMs: orNull(isNumber),
})

export const isBatchRecord = shape<BatchRecord>({
  cadence: isText,
  batch: isCount,
  tick: isInstant,
  finishedAt: isInstant,
  judged: isCount,
  notRun: isCount,
  environments: recordOf(isText, isCounts),
  providers: recordOf(isText, shape<BatchRecord['providers'][string]>({ invalid: isCount, unknown: isCount })),
  latenciesMs: listOf(isNumber),
  secretReadFailures: isCount,
  pagesSent: isCount,
  pageWaitsMs: listOf(isNumber),
  timesToPageMs: listOf(isNumber),
  deduplicated: isCount,
  pending: listOf(isKeyOfCheck),
  notices: listOf(isKeyOfCheck),
  open: listOf(isKeyOfCheck),
  unasked: orAbsent(listOf(isKeyOfCheck)),
  questions: orAbsent(recordOf(isKeyOfCheck, isText)),
  unkept: orAbsent(listOf(isUnkept)),
  keptBefore: orAbsent(recordOf(isKeyOfCheck, isInstant)),
  handedOver: orAbsent(recordOf(isKeyOfCheck, isInstant)),
  again: orAbsent(listOf(isKeyOfCheck)),
  outages: recordOf(isText, isOutageShare),
  unsaved: isCount,
  due: listOf(shape<DueRotation>({ check: isKeyOfCheck, versionId: isText })),
  blocking: listOf(shape<Blocking>({ service: isText, environment: isText, refused: isCount })),
  gauges: listOf(isGauge),
})

const isWiring = (value: unknown): value is NonNullable<TickRecord['wiring']>[number] =>
  Array.isArray(value) && isKeyOfCheck(value[0]) && wordOf('cancelled', 'unwired')(value[1])

const isAbsent = (value: unknown): value is NonNullable<TickRecord['absent']>[number] =>
  Array.isArray(value) && isKeyOfCheck(value[0]) && isInstant(value[1])

export const isTickRecord = shape<TickRecord>({
  cadence: isText,
  tick: isInstant,
  batches: isCount,
  checks: isCount,
  config: isText,
  subscriptions: orNull(shape<SubscriptionsSeen>({ at: isInstant, pending: isCount })),
  leftToAws: orAbsent(listOf(isKeyOfCheck)),
  wiring: orAbsent(listOf(isWiring)),
  absent: orAbsent(listOf(isAbsent)),
  isCut: orAbsent(exactly(true)),
})

/** Milliseconds that a stored tick may lie ahead. Clocks differ, and the last round of a tick is due up to its whole interval later. */
export const storedAheadMs = 1_200_000

/** Accepts a record only if its tick is not far ahead: it would silence its batch until then. */
export const notAhead =
  <T extends { readonly tick: number }>(guard: Guard<T>, now: () => number): Guard<T> =>
  (value): value is T =>
    guard(value) && value.tick <= now() + storedAheadMs

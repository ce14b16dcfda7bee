import type { ExperimentLease } from '../../model/experiment.ts'
import { canaries } from '../../model/own-check.ts'
import {
  isCount,
  isFlag,
  isInstant,
  isKeyOfCheck,
  isNumber,
  isText,
  listOf,
  orAbsent,
  orNull,
  shape,
  wordOf,
} from '../../model/shape.ts'
import type { Breakdown, CanaryJudgement, CanaryProof, MonitorState, PendingWatcherMessage } from '../monitor.ts'
import type { ShadowMessage } from '../shadow-message.ts'
import { isReason, isStanding } from './words.ts'

const isBreakdown = shape<Breakdown>({ since: isInstant, canary: wordOf(...canaries), reason: isReason })

const isJudgement = shape<CanaryJudgement>({ standing: isStanding, status: orNull(isNumber) })

const isProof = shape<CanaryProof>({
  tick: isInstant,
  at: isInstant,
  canaries: shape<CanaryProof['canaries']>({ 'known-good': isJudgement, 'known-bad': isJudgement }),
})

export const isMonitorState = shape<MonitorState>({
  revision: isCount,
  tick: isInstant,
  broken: orNull(isBreakdown),
  pending: listOf(
    shape<PendingWatcherMessage>({ kind: wordOf('broken', 'recovered'), breakdown: isBreakdown, at: isInstant }),
  ),
  proof: orAbsent(isProof),
})

export const isExperimentLease = shape<ExperimentLease>({
  runId: isText,
  checks: listOf(isKeyOfCheck),
  until: isInstant,
})

export const isShadowMessage = shape<ShadowMessage>({
  at: isInstant,
  to: wordOf('page', 'notice'),
  kind: (value): value is ShadowMessage['kind'] => isText(value),
  isEnd: isFlag,
  checks: listOf(shape<ShadowMessage['checks'][number]>({ key: isKeyOfCheck, owner: orNull(isText) })),
  more: orAbsent(isCount),
  headline: isText,
})

import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import type { DeploymentFacts } from '../../functions/status-page/facts.ts'
import type { PageSurroundings } from '../../functions/status-page/html/markup.ts'
import { type StatusView, statusView } from '../../functions/status-page/view.ts'
import { aJudgement } from '../support/judgement.ts'
import { nowMs } from '../support/reading.ts'
import { anIncident, aState } from '../support/verdict.ts'

/** A judgement that was recorded a moment ago. A test names only the fields that it is about. */
export function aFreshJudgement(overrides: Partial<GateJudgement> = {}): GateJudgement {
  return aJudgement({ judgedAt: nowMs - 1_000, since: nowMs - 60_000, rotation: 'manual', ...overrides })
}

/** Facts of one look: one healthy check, unless a test says otherwise. */
export function someFacts(overrides: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    deployment: 'acme',
    at: nowMs,
    pulses: [{ cadence: '5m', everySeconds: 300, tickedAt: nowMs - 2_000, judgedAt: nowMs - 1_000 }],
    judgements: [aFreshJudgement()],
    states: new Map(),
    conditions: [],
    rotations: [],
    histories: new Map(),
    readings: new Map(),
    events: [],
    earlierEvents: 0,
    unread: [],
    options: '--deployment acme',
    faults: [],
    ...overrides,
  }
}

export const aView = (overrides: Partial<DeploymentFacts> = {}, at = nowMs): StatusView =>
  statusView(someFacts(overrides), at)

/** The state of a check with an open incident. */
export function openState(check: CheckKey, incident: Partial<CheckState['incident'] & object> = {}): CheckState {
  return aState({ check, incident: anIncident({ openedAt: nowMs - 120_000, ...incident }) })
}

/** A live page on which a person may act. */
export const live: PageSurroundings = { nowMs, isLive: true, canAct: true }

import { isConsumerObservations } from '../../../../functions/core/consumers/observation-row.ts'
import { isExperimentLease, isMonitorState, isShadowMessage } from '../../../../functions/core/state/rows/monitor.ts'
import { batch, tick } from './batch.ts'
import { checkState } from './check-state.ts'
import { conditions } from './conditions.ts'
import { anyKey, at, levels, reasonsOf, type StoredRow, standingWords } from './stored-row.ts'

/** Every kind of row, with an example that has all of its fields. A dot in a name is written as a tilde in paths. */
export const storedRows: Readonly<Record<string, StoredRow>> = {
  'the state of a check': checkState,
  'the record of a batch': batch,
  'the record of a tick': tick,
  ...conditions,
  'the state of the monitor': {
    accepts: isMonitorState,
    whole: {
      revision: 2,
      tick: at,
      broken: { since: at, canary: 'known-bad', reason: 'healthy' },
      pending: [{ kind: 'broken', breakdown: { since: at, canary: 'known-good', reason: 'revoked' }, at }],
      proof: {
        tick: at,
        at,
        canaries: {
          'known-good': { standing: 'valid', status: 200 },
          'known-bad': { standing: 'invalid', status: 401 },
        },
      },
    },
    mayLack: ['proof'],
    words: {
      'broken.canary': ['known-good', 'known-bad'],
      'broken.reason': reasonsOf,
      'pending.0.kind': ['broken', 'recovered'],
      'proof.canaries.known-good.standing': standingWords,
    },
  },
  'the lease of an experiment': {
    accepts: isExperimentLease,
    whole: { runId: 'run-1', checks: [anyKey], until: at },
    mayLack: [],
    words: {},
  },
  'a message in the shadow': {
    accepts: isShadowMessage,
    whole: {
      at,
      to: 'page',
      kind: 'open',
      isEnd: false,
      checks: [{ key: anyKey, owner: 'platform' }],
      more: 2,
      headline: 'it is revoked',
    },
    mayLack: ['more'],
    words: { to: levels },
  },
  'what consumers said': {
    accepts: isConsumerObservations,
    whole: {
      check: anyKey,
      at,
      currentId: 'version-2',
      previousId: 'version-1',
      promotedAt: at,
      consumers: [{ consumer: 'web', state: 'stale', since: at }],
      unnamed: ['a-role'],
    },
    mayLack: ['consumers.0.since', 'unnamed'],
    words: { 'consumers.0.state': ['fresh', 'stale', 'unknown'] },
  },
}

import { isConditionBy } from '../../../../functions/core/state/rows/conditions.ts'
import { share } from './batch.ts'
import { anyKey, at, heardOf, reasonsOf, type StoredRow } from './stored-row.ts'

const condition = (whole: StoredRow['whole'], { mayLack = [], words = {} }: Partial<StoredRow> = {}): StoredRow => ({
  accepts: isConditionBy(() => at),
  whole,
  mayLack,
  words,
})

const pending = ['open', 'remind', 'resolve']
const ofStorm = { kind: 'storm', id: 'api.example', revision: 2 }

/** Every kind of condition. */
export const conditions: Readonly<Record<string, StoredRow>> = {
  'a silence': condition({
    kind: 'silence',
    id: 'a-move',
    revision: 1,
    covers: { tag: 'blue' },
    from: at,
    until: at,
    by: 'sam',
    reason: 'a move',
  }),
  'an unreliable provider': condition({ kind: 'unreliable', id: 'api.example', revision: 1, since: at, until: at }),
  'a storm': condition(
    {
      ...ofStorm,
      openedAt: at,
      bad: 12,
      of: 40,
      sample: [anyKey],
      members: [anyKey],
      unnamed: [anyKey],
      more: 3,
      notifiedAt: at,
      cause: { by: 'secret', name: 'production/ci' },
      ends: { [anyKey]: at },
      isUnannounced: true,
      environments: ['production'],
      cleared: { by: 'sam', at },
      reminders: 1,
      pending,
      ...heardOf,
    },
    {
      mayLack: [
        ...['members', 'unnamed', 'more', 'notifiedAt', 'cause', 'ends', 'isUnannounced', 'routes', 'audience'],
        `ends.${anyKey}`,
      ],
      words: { 'cause.by': ['secret', 'identity', 'issuer', 'ends', 'quiet', 'shadow'], 'pending.0': pending },
    },
  ),
  'an outage': condition(
    {
      kind: 'outage',
      id: 'api.example',
      revision: 3,
      openedAt: at,
      closedAt: at,
      shares: { '5m': share },
      notified: { at, checks: 2 },
      reminders: 0,
      pending,
      ...heardOf,
    },
    {
      mayLack: [
        ...['shares.5m', 'shares.5m.routes', 'shares.5m.openRoutes', 'shares.5m.reasons.unreachable'],
        ...['routes', 'audience'],
      ],
      words: { 'pending.0': pending },
    },
  ),
  'a known cadence': condition({ kind: 'cadence', id: '5m', revision: 1, config: 'a-hash' }),
  'findings of a review': condition(
    { kind: 'review', id: 'consumers', revision: 1, at, findings: { [anyKey]: [{ reason: 'revoked', detail: '' }] } },
    { mayLack: [`findings.${anyKey}`], words: { [`findings.${anyKey}.0.reason`]: reasonsOf } },
  ),
}

import type { GateJudgement } from '../../functions/core/gate/judgement.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import type { Condition } from '../../functions/core/state/conditions.ts'
import type { CheckState } from '../../functions/core/state/state.ts'
import type { DeploymentFacts, ShownReading } from '../../functions/status-page/facts.ts'
import { aFreshJudgement, openState, someFacts } from '../status-page/facts.ts'
import { aRotation, fullFacts } from '../status-page/full-facts.ts'
import { nowMs, timings } from '../support/reading.ts'

/** A check of the company: its id, its environment and provider, and what is to be seen of it. */
type Member = readonly [id: string, environment: string, provider: string, overrides: Partial<GateJudgement>]

const day = 86_400
const inDays = (days: number) => ({ source: 'jwt', at: nowMs / 1_000 + days * day }) as const

const members: readonly Member[] = [
  [
    'payments-stripe',
    'production',
    'stripe',
    {
      reason: 'revoked',
      detail: 'key revoked (HTTP 401)',
      impact: 'No card can be charged',
      owner: 'payments',
      usedBy: ['checkout', 'billing-run'],
      since: nowMs - 240_000,
    },
  ],
  [
    'deploy-github',
    'production',
    'github',
    {
      reason: 'expiring',
      expiry: inDays(2),
      impact: 'No release can go out',
      owner: 'platform',
      usedBy: ['release'],
      since: nowMs - 7_200_000,
    },
  ],
  [
    'mail-postmark',
    'production',
    'postmark',
    { reason: 'secret_denied', impact: 'No mail leaves the house', owner: 'growth' },
  ],
  ['search-algolia', 'production', 'algolia', { reason: 'timed_out', impact: 'The site search finds nothing' }],
  ['wiki', 'staging', 'confluence', { judgedAt: nowMs - 9_000_000, impact: 'Nobody can read the handbook' }],
  [
    'new-crm',
    'staging',
    'hubspot',
    { from: 'nothing', reason: 'not_run', judgedAt: null, since: null, impact: 'Sales cannot work' },
  ],
  [
    'warehouse',
    'production',
    'snowflake',
    { rotation: 'ours', expiry: inDays(11), impact: 'The reports stay empty', owner: 'data', usedBy: ['reports'] },
  ],
  [
    'chat-slack',
    'production',
    'slack',
    { expiry: inDays(34), rotation: 'managed', impact: 'No alert reaches the chat', owner: 'platform' },
  ],
  ['maps', 'production', 'google-maps', { expiry: inDays(71), impact: 'No address is found', usedBy: ['shop'] }],
  ['ci', 'production', 'gitlab', { impact: 'No build runs', owner: 'platform' }],
]

function judgementOf([id, environment, provider, overrides]: Member): GateJudgement {
  const { reason = 'healthy' } = overrides
  const named = { check: `${environment}/${id}`, id, environment, provider, profile: provider } as const
  const runbook = 'https://wiki.acme.example/tokens'
  return aFreshJudgement({
    ...named,
    runbook,
    standing: standingOf(reason),
    since: nowMs - 3 * day * 1_000,
    ...overrides,
  })
}

const reading = (totalMs: number): ShownReading => ({
  at: nowMs,
  attempt: 1,
  shown: 'success',
  status: 200,
  timings: { ...timings, totalMs },
})

/** The states of the two checks with an open incident. */
function openStates(): DeploymentFacts['states'] {
  const opened = (check: CheckState['check'], incident: Parameters<typeof openState>[1]) =>
    [check, openState(check, incident)] as const
  return new Map([
    opened('production/payments-stripe', { openedAt: nowMs - 240_000, detail: 'key revoked (HTTP 401)' }),
    opened('production/deploy-github', {
      openedAt: nowMs - 7_200_000,
      severity: 'notice',
      reason: 'expiring',
      detail: 'expires in 2d (jwt)',
      acknowledged: { by: 'kim', at: nowMs - 3_600_000 },
      notified: { to: 'notice', at: nowMs - 7_200_000 },
    }),
  ])
}

const kimsSilence: Condition = {
  kind: 'silence',
  id: '5c1f09a7be42',
  revision: 1,
  covers: { provider: 'algolia' },
  from: nowMs - 60_000,
  until: nowMs + 3_600_000,
  by: 'kim',
  reason: 'they move',
}

const events: DeploymentFacts['events'] = [
  {
    at: nowMs - 240_000,
    kind: 'transition',
    text: 'production/payments-stripe: healthy -> revoked',
    check: 'production/payments-stripe',
  },
  {
    at: nowMs - 239_000,
    kind: 'page',
    text: 'ALARM production/payments-stripe: revoked',
    check: 'production/payments-stripe',
  },
]

const faults: DeploymentFacts['faults'] = [
  {
    id: 'token.revoked',
    title: 'A token is revoked',
    expected: 'its check becomes invalid',
    checks: ['production/payments-stripe'],
    injectedAt: nowMs - 245_000,
    endsAt: nowMs + 60_000,
    stoppedAt: null,
  },
  {
    id: 'api.down',
    title: 'An API is down',
    expected: 'its checks become unknown',
    checks: ['production/ci'],
    injectedAt: null,
    endsAt: null,
    stoppedAt: null,
  },
]

/** A company with one of everything that a page can show, and more healthy checks up to `count`. */
export function aCompany(count = members.length): DeploymentFacts {
  const rest = Array.from(
    { length: count - members.length },
    (_, index): Member => [`token-${index}`, 'production', `provider-${index % 40}`, {}],
  )
  const judgements = [...members, ...rest].map(judgementOf)
  return someFacts({
    judgements,
    states: openStates(),
    conditions: [kimsSilence],
    rotations: [aRotation('production/warehouse')],
    readings: new Map(
      judgements
        .slice(0, 10)
        .map(({ check }, index) => [check, [30, 44, 38, 90, 41, 36, 52].map((ms) => reading(ms + index * 7))]),
    ),
    events,
    faults,
  })
}

/** A deployment whose every text tries to run a script. */
export function aHostileDeployment(): DeploymentFacts {
  const text = `"'></title></style></script><img src=x onerror="owned=1"><script>owned=1</script>`
  return someFacts({ ...fullFacts(text), faults: [] })
}

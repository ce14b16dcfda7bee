import { allFaultsOf, type Experiment, type Refusals } from '../experiment/experiment.ts'
import type { Point } from '../faults/fault.ts'
import { type ProductionList, signOfProduction } from './production.ts'

/** Environments and accounts in which the operator allows experiments. It is a file of its own, not part of an experiment. */
export type AllowList = ProductionList & {
  readonly environments: readonly string[]
  readonly accounts: readonly string[]
}

/** Default without an allow-list: only the lab. */
export const labOnly: AllowList = { environments: ['lab'], accounts: [] }

/** Consent of the person who starts the run. */
export type ProductionConsent = { readonly understandsProduction: boolean }

/** Returns the name or account that shows that an experiment touches production; `null` if nothing does. */
export function productionSign(experiment: Experiment, allowed: ProductionList): string | null {
  const { environment, account = null, target, monitor } = experiment
  const ofTarget = target.kind === 'service' ? namesOf(target) : []
  const ofMonitor = monitor === undefined ? [] : [monitor.table, ...monitor.checks]
  return signOfProduction({ names: [environment, ...ofTarget, ...ofMonitor], account }, allowed)
}

/** Names everything of a service that may tell its environment: hosts and log groups, too. */
function namesOf(target: Extract<Experiment['target'], { readonly kind: 'service' }>): readonly string[] {
  const { name, secret, url, control, protectedUrl, logs } = target
  const urls = [url, control, ...(protectedUrl === undefined ? [] : [protectedUrl])]
  return [
    name,
    ...(secret === undefined ? [] : [secret.id]),
    ...urls.map((one) => new URL(one).hostname),
    ...logs.flatMap((log) => (log.kind === 'cloudwatch-logs' ? [log.group] : [])),
  ]
}

/** Returns true for points that change something in an AWS account. */
export function isOnAws(at: Point): boolean {
  return at === 'resource-policy' || at === 'stage-move'
}

/** Points that forward requests under another host name. */
const proxied: ReadonlySet<Point> = new Set(['proxy', 'validation-proxy'])

/**
 * Returns the reasons why an experiment may not run in its environment; empty if it may. Production needs three consents: the allow-list,
 * the experiment and the command line. Some faults never run there.
 */
export function refusalsOf(experiment: Experiment, allowed: AllowList, consent: ProductionConsent): Refusals {
  const { environment, account, safety, target } = experiment
  const faults = allFaultsOf(experiment)
  const changing = faults.find(({ at }) => isOnAws(at))
  const refusals: string[] = []
  if (!allowed.environments.includes(environment))
    refusals.push(`environment: not on the allow-list, which has ${allowed.environments.join(', ') || 'none'}`)
  if (account === undefined && changing !== undefined)
    refusals.push(`account: missing; ${changing.at} changes something in an AWS account`)
  if (account !== undefined && !allowed.accounts.includes(account)) refusals.push('account: not on the allow-list')
  if (target.kind === 'service' && target.signing === 'aws-sigv4' && faults.some(({ at }) => proxied.has(at)))
    refusals.push(
      'target.signing: AWS Signature 4 covers the host name, so no proxy can forward these requests; use the interceptor',
    )
  const sign = productionSign(experiment, allowed)
  if (sign === null) return refusals
  for (const id of new Set(
    faults.flatMap(({ fault: { definition } }) => (definition.neverInProduction ? [definition.id] : [])),
  ))
    refusals.push(`fault: ${id} sends forged or misplaced credentials and never runs in production`)
  if (!safety.approval.production || safety.approval.ticket === undefined)
    refusals.push(
      `safety.approval: ${sign} is production by its name, account or list, which needs {production: true, ticket: ...}; if it is not, list it in notProduction of the allow-list`,
    )
  if (!consent.understandsProduction) refusals.push('production needs --i-understand-production')
  return refusals
}

import type { Experiment, Refusals } from '../experiment/experiment.ts'
import type { Point } from '../faults/fault.ts'

/** Where the operator lets experiments run; kept in a file beside the experiments, not in them. */
export type AllowList = { readonly environments: readonly string[]; readonly accounts: readonly string[] }

/** Without a list of the operator's own, only the lab may be broken. */
export const labOnly: AllowList = { environments: ['lab'], accounts: [] }

/** What the person who starts the run says. */
export type ProductionConsent = { readonly understandsProduction: boolean }

/** Names that mean production, whatever else they say. */
const productionNames = /^(prod|production|live)\b/i

/** Points that are changes in an AWS account. */
export function isOnAws(at: Point): boolean {
  return at === 'resource-policy' || at === 'stage-move'
}

/** Points where requests go on under another host name. */
const proxied: ReadonlySet<Point> = new Set(['proxy', 'validation-proxy'])

/** Why an experiment may not run where it wants to; empty where it may. Production wants three yeses from three places, and some faults never go there. */
export function refusalsOf(experiment: Experiment, allowed: AllowList, consent: ProductionConsent): Refusals {
  const { environment, account, fault, safety, target, at } = experiment
  const refusals: string[] = []
  if (!allowed.environments.includes(environment))
    refusals.push(`environment: not on the allow-list; it has ${allowed.environments.join(', ') || 'none'}`)
  if (account === undefined && isOnAws(at)) refusals.push(`account: missing; ${at} changes something in one`)
  if (account !== undefined && !allowed.accounts.includes(account)) refusals.push('account: not on the allow-list')
  if (target.kind === 'service' && target.signing === 'aws-sigv4' && proxied.has(at))
    refusals.push(
      'target.signing: AWS Signature 4 covers the host name, so no proxy can stand before this API: use the interceptor',
    )
  if (!productionNames.test(environment)) return refusals
  if (fault.definition.neverInProduction)
    refusals.push(
      `fault: ${fault.definition.id} sends credentials that were tampered with, and never runs in production`,
    )
  if (!safety.approval.production || safety.approval.ticket === undefined)
    refusals.push('safety.approval: production wants {production: true, ticket: ...}')
  if (!consent.understandsProduction) refusals.push('production wants --i-understand-production')
  return refusals
}

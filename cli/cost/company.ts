import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { CostLine } from './cost-line.ts'
import { countedMonth } from './month.ts'
import { prices } from './prices.ts'
import { parameterReads, type SecretReads, valueReads } from './secret-reads.ts'

/** Costs that reads of secrets cause in an account with a customer key for them, GuardDuty and a second trail. */
export type CompanyBill = { readonly lines: readonly CostLine[]; readonly low: number; readonly high: number }

/** Returns what an account of a company pays beside the estimate. Each read and each decryption is an event. */
export function companyBill(
  deployment: Deployment,
  { keyEventsInTrail = true }: { readonly keyEventsInTrail?: boolean } = {},
): CompanyBill {
  const month = countedMonth(deployment)
  const [all, stored] = [valueReads(month, deployment), parameterReads(month, deployment)]
  // A parameter is decrypted with a key in any case: that is in the estimate.
  const decrypted = { low: all.low - stored.low, high: all.high - stored.high }
  const events = sum(all, all)
  const lines = [
    times('customer key', decrypted, prices.keyCall),
    times('GuardDuty', events, prices.guardDutyEvent),
    times('second trail', keyEventsInTrail ? events : all, prices.trailEvent),
  ]
  return { lines, ...lines.reduce<SecretReads>(sum, { low: 0, high: 0 }) }
}

const sum = (a: SecretReads, b: SecretReads): SecretReads => ({ low: a.low + b.low, high: a.high + b.high })

const times = (what: string, { low, high }: SecretReads, price: number): CostLine => ({
  what,
  low: low * price,
  high: high * price,
})

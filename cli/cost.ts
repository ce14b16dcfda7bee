import { counted, loadConfig } from './config.ts'
import type { CostLine } from './cost/cost-line.ts'
import { type Estimate, estimate, type TrailVolume } from './cost/model.ts'
import { pricesOf } from './cost/prices.ts'
import { type Saving, savingsOf } from './cost/savings.ts'
import { dollars, perCheck } from './cost/words.ts'
import type { CommandResult } from './framework/command-result.ts'

/** Estimates the monthly cost of a deployment of this config, at list prices. */
export async function run({ config }: { readonly config: string }): Promise<CommandResult> {
  const deployment = await loadConfig(config)
  const estimated = estimate(deployment)
  const savings = savingsOf(deployment)
  return {
    exitCode: 0,
    data: { name: deployment.name, ...estimated, savings, prices: pricesOf },
    text: textOf(deployment.name, estimated, savings),
  }
}

const range = ({ low, high }: { readonly low: number; readonly high: number }, digits: number): string =>
  [...new Set([low, high].map((value) => Number(value.toPrecision(digits)).toLocaleString('en')))].join(' to ')

/** Each read of a secret is an event of CloudTrail, which companies copy to a trail of their own and to a SIEM. */
function trailLine({ events, gigabytes, secondTrail }: TrailVolume): string {
  return `CloudTrail        ${range(events, 2)} events of secret reads, ${range(gigabytes, 2)} GB: free in the first trail, ${dollars(secondTrail)} in each other, and what your SIEM charges.`
}

/** AWS documents the call, and not its price. */
const eachLine = (line: CostLine): string =>
  `Secrets Manager   ${dollars(line)} if a read of up to twenty secrets counts as one call for each: AWS does not say which.`

function textOf(name: string, estimated: Estimate, savings: readonly Saving[]): string {
  const rows = [...estimated.lines, { what: 'total', low: estimated.low, high: estimated.high }]
  return [
    `${name}: ${counted(estimated.checks, 'check')}, a month of 730 hours, list prices of ${pricesOf.region} (${pricesOf.asOf}) without free tiers`,
    '',
    ...rows.map((row) => `${row.what.padEnd(18)}${dollars(row)}`),
    '',
    ...(estimated.chargedEach === null ? [] : [eachLine(estimated.chargedEach)]),
    trailLine(estimated.trail),
    `${perCheck(estimated)}. Not included: the secrets themselves ($0.40 each), KMS requests, NAT, and what providers charge.`,
    ...companyLines(estimated, savings),
    '',
  ].join('\n')
}

/** The bill a second time, as an account of a company has it, and what makes it smaller. */
function companyLines({ low, high, company }: Estimate, savings: readonly Saving[]): readonly string[] {
  if (company.high === 0) return []
  const total = { low: low + company.low, high: high + company.high }
  return [
    '',
    'In an account with a customer key for the secrets, GuardDuty and a second trail, each read of a secret costs more:',
    ...[...company.lines, { what: 'total', ...total }].map((row) => `${row.what.padEnd(18)}${dollars(row)}`),
    ...savings.map(({ option, risk, ...left }) => `${dollars(left)} with ${option}: ${risk}.`),
  ]
}

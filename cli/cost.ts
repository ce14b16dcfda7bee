import { counted, loadConfig } from './config.ts'
import { type Estimate, estimate } from './cost/model.ts'
import { pricesOf } from './cost/prices.ts'
import { dollars, perCheck } from './cost/words.ts'
import type { CommandResult } from './framework/command-result.ts'

/** Estimates the monthly cost of a deployment of this config, at list prices. */
export async function run({ config }: { readonly config: string }): Promise<CommandResult> {
  const deployment = await loadConfig(config)
  const estimated = estimate(deployment)
  return {
    exitCode: 0,
    data: { name: deployment.name, ...estimated, prices: pricesOf },
    text: textOf(deployment.name, estimated),
  }
}

function textOf(name: string, estimated: Estimate): string {
  const rows = [...estimated.lines, { what: 'total', low: estimated.low, high: estimated.high }]
  return [
    `${name}: ${counted(estimated.checks, 'check')}, a month of 730 hours, list prices of ${pricesOf.region} (${pricesOf.asOf}) without free tiers`,
    '',
    ...rows.map((row) => `${row.what.padEnd(18)}${dollars(row)}`),
    '',
    `${perCheck(estimated)}. Not included: the secrets themselves ($0.40 each), KMS requests, NAT, and what providers charge.`,
    '',
  ].join('\n')
}

import { loadConfig } from './config.ts'
import { type Estimate, estimate } from './cost/model.ts'
import { pricesOf } from './cost/prices.ts'
import { dollars, perCheck } from './cost/words.ts'
import type { CommandResult } from './framework/command-result.ts'

/** What a deployment of this config would cost in a month, by the list. */
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
  const rows = [...estimated.lines, { what: 'together', low: estimated.low, high: estimated.high }]
  return [
    `${name}: ${estimated.checks} checks, a month of 730 hours, list prices of ${pricesOf.region} (${pricesOf.asOf}) without free tiers`,
    '',
    ...rows.map((row) => `${row.what.padEnd(18)}${dollars(row)}`),
    '',
    `${perCheck(estimated)}. Not in it: the secrets themselves ($0.40 each), KMS requests, NAT, what providers charge.`,
    '',
  ].join('\n')
}

import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Standing } from '../../functions/core/model/reason.ts'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { probe } from '../../functions/core/probe/probe.ts'
import type { Provider } from '../../functions/providers/provider.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { explainLive } from './explanation.ts'
import { expectations, liveSubject } from './subject.ts'

/** Exit codes of the product: usable, not usable, unknown, usage. */
const exitCodes: Readonly<Record<Standing, number>> = { valid: 0, invalid: 1, misconfigured: 1, unknown: 2 }
const usageFault = 3

const [name = '', ...rest] = process.argv.slice(2)
const provider = providers.get(name)
if (provider === undefined || provider.question === null)
  refuse(
    `npm run test:live -- <provider> [--<option> <value>]: ${name === '' ? 'none' : 'no such one'} is named; docs/providers.md lists them`,
  )
const subject = liveSubject(provider, flagsOf(provider, rest), process.env)
if (typeof subject === 'string') refuse(subject)

const network = openNetwork()
const probed = await probe(subject.check, {
  network,
  profileOf,
  now: Date.now,
  sleep: (milliseconds) => sleep(milliseconds),
  readCredential: async () => subject.read,
})
await network.close()
process.stdout.write(`${[provider.title, ...explainLive(subject.check, probed)].join('\n')}\n`)
process.exitCode = exitCodes[probed.verdict.standing]

function flagsOf({ options }: Provider, args: readonly string[]): Record<string, string> {
  const known = Object.fromEntries(
    [...Object.keys(options), ...expectations].map((flag) => [flag, { type: 'string' as const }]),
  )
  try {
    const { values } = parseArgs({ args: [...args], options: known })
    return Object.fromEntries(
      Object.entries(values).flatMap(([flag, value]) => (typeof value === 'string' ? [[flag, value]] : [])),
    )
  } catch {
    return refuse(
      `expected ${Object.keys(known)
        .map((flag) => `--${flag} <value>`)
        .join(', ')}; a credential goes into the environment`,
    )
  }
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(usageFault)
}

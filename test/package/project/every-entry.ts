import { type Config, defineConfig, github, secret } from 'tokenwatch'
import { CodeDeployGate, DeploymentGate, Tokenwatch } from 'tokenwatch/cdk'
import * as chaos from 'tokenwatch/chaos'
import * as consumer from 'tokenwatch/consumer'
import { assertHealthy, type HealthOptions } from 'tokenwatch/test'

const bot = github({ id: 'ci-bot', secret: secret('ci/github', 'token'), impact: 'No build can be released' })
const config: Config = defineConfig({ name: 'acme', environments: { production: {} }, checks: [bot] })
const where: HealthOptions = { environment: 'production' }

/** Exports of each entry of the package, for types and for Node. */
export const entries = { config, chaos, consumer, assertHealthy, where, CodeDeployGate, DeploymentGate, Tokenwatch }

process.stdout.write(
  [...Object.keys(entries), ...Object.keys(chaos), ...Object.keys(consumer)]
    .toSorted()
    .map((name) => `${name}\n`)
    .join(''),
)

import assert from 'node:assert/strict'
import { type CheckInput, type Config, defineConfig, get, secret } from 'tokenwatch'
import { expandConfig } from '../../functions/config/expand.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'

/** Reads a valid config. An invalid one fails with its problems. */
export function expandedDeployment(config: Config): Deployment {
  const expansion = expandConfig(defineConfig(config))
  assert.deepEqual(expansion.ok ? [] : expansion.problems, [])
  assert.ok(expansion.ok)
  return expansion.deployment
}

/** Reads a check in a config of its own, with one environment. */
export function expandedCheck(check: CheckInput): Check {
  const [first] = expandedDeployment({ name: 'acme', environments: { production: {} }, checks: [check] }).checks
  assert.ok(first)
  return first
}

/** Options of a valid http check. */
export const wikiInput = {
  id: 'wiki',
  secret: secret('wiki'),
  ping: get('https://wiki.acme.example/api/me'),
  assert: ["login == 'bot'"],
  impact: 'Docs stop',
}

/** The secret of an OAuth client. */
export const clientInput = secret('client', { clientId: 'id', clientSecret: 'key' })

/** Meaning of `secret('wiki')`. */
export const wholeSecret = {
  source: { from: 'secrets-manager', id: 'wiki' },
  fields: { token: null },
  stage: 'AWSCURRENT',
  trimNewline: false,
  keyArn: null,
}

/** Meaning of `bearer()`. */
export const bearerPlacement = { in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }

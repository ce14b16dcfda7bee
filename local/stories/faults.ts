import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Aws } from '../aws/aws.ts'
import type { StoryServices } from './checks.ts'
import { clients, mintSecret } from './clients.ts'

/** A fault that can be injected into the services of the stories. */
export type StoryFault = {
  /** The id of the same fault in the chaos catalogue. */
  readonly id: string
  readonly title: string
  /** Sentence without a full stop that says what the monitor should find. */
  readonly expected: string
  readonly checks: readonly CheckKey[]
  /** Injects it. The result ends it. */
  inject(): Promise<() => Promise<void>>
}

/** Lists the faults. Each changes only what the stories started. */
export function storyFaults({ oauth, api }: StoryServices, { secretsManager }: Aws): readonly StoryFault[] {
  const { billing, deploys } = clients
  return [
    {
      id: 'token.revoked',
      title: 'The token of the deployments is revoked',
      expected: 'production/deploys becomes invalid, revoked or rejected, and pages; a new token ends it',
      checks: ['production/deploys'],
      async inject() {
        await oauth.revokeAllOf(deploys.clientId)
        return async () => void secretsManager.put('production/deploys', (await mintSecret(oauth, deploys)).secret)
      },
    },
    {
      id: 'scope.reduced',
      title: 'The billing client loses its scope',
      expected: 'production/billing becomes invalid, under_scoped, and pages',
      checks: ['production/billing'],
      async inject() {
        oauth.setScopes(billing.clientId, [])
        return async () => oauth.setScopes(billing.clientId, [...billing.scopes])
      },
    },
    {
      id: 'provider.failing',
      title: 'The API answers 503',
      expected: 'its checks become unknown, never invalid, and nobody hears that a token is dead',
      checks: ['production/billing', 'production/deploys', 'production/partners'],
      async inject() {
        api.failWith(503)
        return async () => api.recover()
      },
    },
    {
      id: 'false.refusal',
      title: 'The API refuses good tokens',
      expected: 'its checks become invalid; when they recover on the same version, the API is marked unreliable',
      checks: ['production/billing', 'production/deploys', 'production/partners'],
      async inject() {
        api.falseRejects(1, () => 0)
        return async () => api.recover()
      },
    },
  ]
}

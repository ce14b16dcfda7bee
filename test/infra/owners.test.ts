import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import type { Subscriber } from '../../functions/core/model/deployment.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const email = (name: string): Subscriber => ({ kind: 'email', address: `${name}@acme.example` })
const slack = (channelId: string): Subscriber => ({ kind: 'slack', workspaceId: 'T0000001', channelId })
const pager = (secretId: string): Subscriber => ({
  kind: 'pagerduty',
  via: 'events',
  region: 'us',
  integrationKey: { secretId, field: null, keyArn: null },
})

const deployment = aDeployment([aCheck({ id: 'cards', owner: 'payments', routesTo: 'payments' })], {
  environments: [
    anEnvironment({ name: 'production', page: [email('ops')], notice: [email('tickets')] }),
    anEnvironment({ name: 'staging', page: [email('dev')], notice: [email('tickets')] }),
  ],
  owners: [
    { name: 'payments', page: [pager('keys/payments'), email('payments')], notice: [] },
    { name: 'docs', page: [], notice: [slack('C000DOCS'), email('docs')] },
  ],
})

const subscription = z.object({
  Protocol: z.string(),
  Endpoint: z.unknown(),
  FilterPolicy: z.object({ environment: z.array(z.string()) }).optional(),
})

describe('the people of owners', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(deployment)
  })

  it('are subscribed with the routes that lead to them, and those of an environment to what nobody else gets', () => {
    const mailboxes = template
      .of('AWS::SNS::Subscription')
      .map(({ Properties }) => subscription.parse(Properties))
      .filter(({ Protocol, FilterPolicy }) => Protocol === 'email' && FilterPolicy !== undefined)
      .map(({ Endpoint, FilterPolicy }) => [Endpoint, FilterPolicy?.environment])
    assert.deepEqual(Object.fromEntries(mailboxes), {
      // Pages: an owner without a list of its own leaves them to the environment.
      'ops@acme.example': ['production', 'production:docs'],
      'dev@acme.example': ['staging', 'staging:docs'],
      'payments@acme.example': ['production:payments', 'staging:payments'],
      // Notices.
      'tickets@acme.example': ['production', 'production:payments', 'staging', 'staging:payments'],
      'docs@acme.example': ['production:docs', 'staging:docs'],
    })
  })

  it('have one chat topic for each list of an owner, which the functions know by name', () => {
    const topics = template.of('AWS::SNS::Topic').map(({ Properties }) => Properties['TopicName'])
    assert.deepEqual(topics, [undefined, undefined, undefined, 'tokenwatch-acme-chat-notice-_docs'])
  })

  it('may be PagerDuty, whose key the function that notifies may read', () => {
    const policies = JSON.stringify([...template.resources].filter(([id]) => id.startsWith('NotifierKeys')))
    assert.match(policies, /secret:keys\/payments-\?{6}/)
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { email, parameter } from '../../../functions/config.ts'
import { aWatch, deploymentOf, type Product, stackCadence } from '../../support/stack.ts'
import { withoutStatement } from './mutation.ts'
import { withStack } from './play.ts'
import { synthesizeOf, type WalkSubject, type WrittenTemplate } from './subject.ts'

const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'

describe('a walked stack whose credentials lie in Parameter Store', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  let product: Product
  before(async () => {
    subject = await synthesizeOf(
      (own) => {
        product = own
        const watch = (id: string, key = {}) =>
          aWatch(id, `${own.api.url}/me`, { secret: parameter(`/production/${id}`, undefined, key) })
        return deploymentOf([watch('orders'), watch('wiki', { keyArn })], {
          environments: { production: { page: [email('ops@acme.example')] } },
        })
      },
      async () => new Map(),
    )
  })
  after(() => subject.close())

  /** Plays two ticks with a living token and a dead one under the customer's key. */
  const playOf = (template: WrittenTemplate) =>
    withStack(subject, template, async (stack) => {
      stack.aws.parameters.put('/production/orders', await product.mint(), { type: 'SecureString' })
      stack.aws.parameters.put('/production/wiki', 'dead', { type: 'SecureString', keyArn })
      await stack.tick(stackCadence)
      const bodies = stack.aws.sqs.calls.map(({ input }) => JSON.stringify(input))
      const readings = stack.logbook.events.filter((event) => event.event === 'reading')
      const last = new Map(readings.map(({ check, reason }) => [check, reason]))
      return {
        denied: stack.denials.map(({ action, resource }) => `${action} ${resource}`),
        reasons: [last.get('production/orders'), last.get('production/wiki')],
        paged: stack.deliveries.some(({ protocol }) => protocol === 'email'),
        swept: bodies.some((body) => /versionIds[^}]*production\/orders/.test(body)),
      }
    })

  it('reads them, sweeps them and pages, without a denied call', async () =>
    assert.deepEqual(await playOf(subject.template), {
      denied: [],
      reasons: ['healthy', 'rejected'],
      paged: true,
      swept: true,
    }))

  it('needs each grant, and has no other', async () => {
    const without = (policy: string, statement: string) => playOf(withoutStatement(subject.template, policy, statement))
    const unread = await without('FunctionsProbeParametersRead0', 'ReadParameters')
    assert.deepEqual(unread.reasons, ['secret_denied', 'secret_denied'])
    const arn = 'arn:aws:ssm:eu-west-1:123456789012:parameter/production'
    const asked = ['ssm:GetParameter', 'ssm:ListTagsForResource']
    assert.deepEqual(
      new Set(unread.denied),
      new Set(['orders', 'wiki'].flatMap((id) => asked.map((action) => `${action} ${arn}/${id}`))),
    )
    const locked = await without('FunctionsProbeParametersKeys0', 'DecryptParameters')
    assert.deepEqual(locked.reasons, ['healthy', 'secret_denied'])
    assert.deepEqual(new Set(locked.denied), new Set([`kms:Decrypt ${keyArn}`]))
    const unswept = await without('FunctionsTickRoleDefaultPolicy', 'SweepParameters')
    assert.deepEqual([unswept.swept, unswept.denied], [false, ['ssm:DescribeParameters *']])
    assert.deepEqual(unswept.reasons, ['healthy', 'rejected'])
  })

  it('grants the parameters by their exact names, and nothing of them to tick but their names and versions', () => {
    const text = JSON.stringify(subject.template)
    const actions = ['GetParameter', 'ListTagsForResource', 'DescribeParameters'].map((one) => `"ssm:${one}"`)
    assert.deepEqual(new Set(text.match(/"ssm:\w+"/g)), new Set(actions))
    assert.deepEqual(
      new Set(text.match(/:parameter\/[^"]*/g)),
      new Set([':parameter/production/orders', ':parameter/production/wiki']),
    )
  })
})

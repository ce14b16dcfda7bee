import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseExperiment } from '../../chaos/experiment/parse.ts'
import { experimentFor } from '../../chaos/experiment/template.ts'
import { payloadAltered } from '../../chaos/faults/payload-altered.ts'
import { secretStore } from '../../chaos/faults/secret-store.ts'
import { tokenMissing } from '../../chaos/faults/token-missing.ts'
import { labOnly, refusalsOf } from '../../chaos/safety/permission.ts'
import { changed, extensionOf, sent } from './changed-experiment.ts'

describe('permission to run', () => {
  const service = {
    kind: 'service',
    name: 'orders',
    url: 'https://orders.example',
    control: 'https://control.example',
    instances: 1,
    signing: 'none',
  }
  const inEnvironment = (environment: string, base = experimentFor(tokenMissing), rest: object = {}) => {
    const source = changed(
      (file) => void Object.assign(extensionOf(file), { environment, target: service, ...rest }),
      base,
    )
    const parsed = parseExperiment(source)
    return parsed.ok ? parsed.experiment : assert.fail(parsed.refusals.join())
  }
  const deniedOnAws = experimentFor(secretStore)
  Object.assign(sent(deniedOnAws), { variant: 'denied', at: 'resource-policy' })
  const everywhere = { environments: ['staging', 'production'], accounts: [] }
  const approved = {
    safety: { ...extensionOf(experimentFor(tokenMissing)).safety, approval: { production: true, ticket: 'CHG-1' } },
  }

  const cases: readonly (readonly [string, RegExp | null, ReturnType<typeof refusalsOf>])[] = [
    [
      'an environment that is not listed',
      /environment: not on the allow-list/,
      refusalsOf(inEnvironment('staging'), labOnly, { understandsProduction: false }),
    ],
    [
      'an environment that is listed',
      null,
      refusalsOf(inEnvironment('staging'), everywhere, { understandsProduction: false }),
    ],
    [
      'an account that is not listed',
      /account: not on/,
      refusalsOf(inEnvironment('staging', undefined, { account: '123456789012' }), everywhere, {
        understandsProduction: false,
      }),
    ],
    [
      'a change on AWS without the account',
      /account: missing; resource-policy/,
      refusalsOf(inEnvironment('staging', deniedOnAws), everywhere, {
        understandsProduction: false,
      }),
    ],
    [
      'production without a ticket',
      /safety\.approval/,
      refusalsOf(inEnvironment('production'), everywhere, { understandsProduction: true }),
    ],
    ...(
      [
        ['url', 'https://orders.prod.example/'],
        ['control', 'https://checkout-live.example/'],
        ['protectedUrl', 'https://eu-production.example/me'],
      ] as const
    ).map(
      ([field, url]) =>
        [
          `staging whose target.${field} is on a host of production`,
          /safety\.approval/,
          refusalsOf(inEnvironment('staging', undefined, { target: { ...service, [field]: url } }), everywhere, {
            understandsProduction: true,
          }),
        ] as const,
    ),
    [
      'a host that sounds like production and is not',
      null,
      refusalsOf(
        inEnvironment('staging', undefined, { target: { ...service, url: 'https://live.example' } }),
        { ...everywhere, notProduction: ['live.example'] },
        { understandsProduction: false },
      ),
    ],
    [
      'a log group of production',
      /safety\.approval/,
      refusalsOf(
        inEnvironment('staging', undefined, {
          target: { ...service, logs: [{ kind: 'cloudwatch-logs', group: '/ecs/prod/orders' }] },
        }),
        everywhere,
        { understandsProduction: true },
      ),
    ],
    [
      'production without the consent of the person',
      /--i-understand-production/,
      refusalsOf(inEnvironment('production', undefined, approved), everywhere, { understandsProduction: false }),
    ],
    [
      'production with three consents',
      null,
      refusalsOf(inEnvironment('production', undefined, approved), everywhere, { understandsProduction: true }),
    ],
    [
      'an altered payload in production, whatever the consents',
      /never runs in production/,
      refusalsOf(inEnvironment('production', experimentFor(payloadAltered), approved), everywhere, {
        understandsProduction: true,
      }),
    ],
    [
      'an API behind the proxy whose requests are signed',
      /AWS Signature 4/,
      refusalsOf(inEnvironment('staging', undefined, { target: { ...service, signing: 'aws-sigv4' } }), everywhere, {
        understandsProduction: false,
      }),
    ],
  ]
  for (const [title, expected, refusals] of cases)
    it(`${title}: ${expected === null ? 'may run' : 'refused'}`, () => {
      if (expected === null) assert.deepEqual(refusals, [])
      else
        assert.ok(
          refusals.some((refusal) => expected.test(refusal)),
          refusals.join('\n'),
        )
    })
})

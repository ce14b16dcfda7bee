import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, Duration, Stack, Stage } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type Config, declared, defineConfig, email } from 'tokenwatch'
import { CodeDeployGate, DeploymentGate, Tokenwatch } from 'tokenwatch/cdk'
import { expandConfig } from '../../functions/config/expand.ts'
import { synthesize } from '../support/synth.ts'

process.env['CDK_VALIDATION'] = 'false'

const env = { account: '123456789012', region: 'eu-west-1' }
const configFor = (name: string): Config =>
  defineConfig({
    name,
    environments: { production: { page: [email('ops@acme.example')] } },
    checks: [declared({ id: 'ci', expires: '2099-01-01', impact: 'No builds' })],
  })
function expanded(config: Config) {
  const expansion = expandConfig(config)
  return expansion.ok ? expansion : assert.fail('the config has problems')
}
const anApp = () => new App({ analyticsReporting: false })

describe('new Tokenwatch(...) in an app of your own', () => {
  it('is a stack of its own in the account around it, and hands out its parts', async () => {
    const app = anApp()
    const platform = new Stack(app, 'platform', { env })
    const tokens = new Tokenwatch(platform, 'Tokens', { config: configFor('acme') })
    assert.deepEqual(
      [tokens.stack.stackName, tokens.stack.environment],
      ['tokenwatch-acme', 'aws://123456789012/eu-west-1'],
    )
    const role = new Role(platform, 'Pipeline', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') })
    tokens.grantGate(role)
    new DeploymentGate(platform, 'Gate', { deployment: 'acme' })
    const metrics = [
      tokens.metricHeartbeat('5m', Duration.minutes(5)),
      tokens.metricInvalid('production', Duration.minutes(5)),
      tokens.metricUnknown('production', Duration.minutes(5)),
      tokens.metricExpiring('production', Duration.minutes(5)),
      tokens.metricPagesPending(Duration.minutes(5)),
    ]
    assert.deepEqual(
      metrics.map(({ namespace, metricName, dimensions }) => [namespace, metricName, dimensions]),
      [
        ['Tokenwatch', 'Heartbeat', { Deployment: 'acme', Cadence: '5m' }],
        ['Tokenwatch', 'Invalid', { Deployment: 'acme', Environment: 'production' }],
        ['Tokenwatch', 'Unknown', { Deployment: 'acme', Environment: 'production' }],
        ['Tokenwatch', 'Expiring', { Deployment: 'acme', Environment: 'production' }],
        ['Tokenwatch', 'PagesPending', { Deployment: 'acme' }],
      ],
    )
    assert.throws(
      () => tokens.metricInvalid('produktion', Duration.minutes(5)),
      /^Error: environment: expected one of the config such as 'production', found 'produktion'$/,
    )
    // A metric of no cadence has no values, which an alarm may take for good.
    for (const cadence of ['7m', '300s', ''])
      assert.throws(() => tokens.metricHeartbeat(cadence, Duration.minutes(5)), {
        message: `cadence: expected one of the config such as '5m', found '${cadence}'`,
      })
    const monitor = Template.fromStack(tokens.stack)
    monitor.resourceCountIs('AWS::SNS::Topic', 3)
    // The clone's own app makes the same resources, so that either deploys over the other.
    const { deployment } = expanded(configFor('acme'))
    const clone = await synthesize(deployment)
    assert.deepEqual(
      Object.keys(monitor.toJSON()['Resources'])
        .filter((id) => !id.startsWith('CDKMetadata'))
        .toSorted(),
      [...clone.resources.keys()].filter((id) => !id.startsWith('CDKMetadata')).toSorted(),
    )
    const exported = [...Object.values(tokens.topics).map(({ topicArn }) => topicArn), tokens.table.tableName]
    assert.equal(new Set(exported.map((value) => JSON.stringify(tokens.stack.resolve(value)))).size, 4)
    assert.deepEqual([tokens.functions.probes.length, tokens.functions.rotate, tokens.functions.notify], [1, [], null])
    const granted = Object.values(Template.fromStack(platform).findResources('AWS::IAM::Role'))
    assert.match(JSON.stringify(granted), /DirectoryGate/)
  })

  it('takes the options of a stack, in a stage, beside others in the app', () => {
    const app = anApp()
    const stage = new Stage(app, 'Prod', { env })
    const one = new Tokenwatch(stage, 'Tokens', {
      config: configFor('acme'),
      stack: { terminationProtection: true, tags: { team: 'platform' } },
    })
    const other = new Tokenwatch(app, 'Other', { config: configFor('partners'), stack: { env } })
    assert.deepEqual(
      [one, other].map(({ stack }) => [stack.stackName, stack.environment, stack.terminationProtection]),
      [
        ['tokenwatch-acme', 'aws://123456789012/eu-west-1', true],
        ['tokenwatch-partners', 'aws://123456789012/eu-west-1', false],
      ],
    )
    const { stacks } = app.synth().getNestedAssembly('assembly-Prod')
    assert.deepEqual(
      stacks.map(({ stackName, tags }) => [stackName, tags]),
      [['tokenwatch-acme', { team: 'platform' }]],
    )
    // Another account may have a monitor of the same name, the same account and Region may not.
    const third = new Tokenwatch(app, 'Third', {
      config: configFor('acme'),
      stack: { env: { ...env, region: 'us-east-1' } },
    })
    assert.equal(third.stack.stackName, 'tokenwatch-acme')
    assert.throws(
      () => new Tokenwatch(app, 'Fourth', { config: configFor('acme'), stack: { env } }),
      /^Error: two monitors are called acme in one account and Region, .*: give one of them another name in its config$/,
    )
  })

  it('reports every problem of its config at once', () => {
    const config = { name: 'acme', environments: { production: {} }, checks: [{ id: 'wiki' }, { id: 'shop' }] }
    const missing = 'profile: missing; expected the name of a profile: docs/providers.md lists them'
    assert.throws(
      // @ts-expect-error a caller in JavaScript may pass anything
      () => new Tokenwatch(anApp(), 'Tokens', { config }),
      { message: ['wiki', 'shop'].map((id) => `config: production/${id}: ${missing}`).join('\n') },
    )
    // What a laptop may do and a deployment may not is a problem, too.
    const silent = { ...configFor('acme'), environments: { production: {} } }
    assert.throws(() => new Tokenwatch(anApp(), 'Tokens', { config: silent }), /^Error: config: .*environments.*page/)
    assert.throws(
      // @ts-expect-error a path is no config
      () => new Tokenwatch(anApp(), 'Tokens', { config: 'tokenwatch.config.ts' }),
      /^Error: config: expected/,
    )
    for (const props of [[], [{}], [null]])
      assert.throws(
        () => Reflect.construct(Tokenwatch, [anApp(), 'Tokens', ...props]),
        /^Error: config: missing; expected the object/,
      )
  })

  it('names what a gate lacks', () => {
    for (const props of [[], [null], [{}], [{ deployment: '' }], [{ deployment: 7 }]])
      for (const gate of [DeploymentGate, CodeDeployGate])
        assert.throws(() => Reflect.construct(gate, [new Stack(anApp(), 'Shop'), 'Gate', ...props]), {
          message: "deployment: missing; expected the name of a deployment such as 'acme'",
        })
  })

  it('says so where an app has two copies of a package', async () => {
    const copy = await import(`../../infra/same-app.ts?${'other'}`)
    const app = anApp()
    copy.refuseOtherCopies(app)
    assert.throws(
      () => new Tokenwatch(app, 'Tokens', { config: configFor('acme') }),
      /^Error: two copies of tokenwatch in one app, file:.*\?other and file:.*: "npm ls tokenwatch" shows them/,
    )
    assert.throws(
      // @ts-expect-error a construct of another copy of `constructs` is none of this one
      () => new DeploymentGate({ node: {} }, 'Gate', { deployment: 'acme' }),
      /^Error: scope: expected a construct/,
    )
  })
})

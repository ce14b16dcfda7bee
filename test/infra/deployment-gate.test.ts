import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { App, Duration, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { CodeDeployGate, DeploymentGate, type DeploymentGateProps } from 'tokenwatch/cdk'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { synthesize } from '../support/synth.ts'

process.env['CDK_VALIDATION'] = 'false'

const env = { account: '123456789012', region: 'eu-west-1' }

/** A stack of another team, with a gate before its topic. */
function shop(props: Partial<DeploymentGateProps> = {}, name = 'shop'): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), name, { env })
  const orders = new Topic(stack, 'Orders')
  new DeploymentGate(stack, 'Gate', { deployment: 'acme', usedBy: ['shop'], executeBefore: [orders], ...props })
  return Template.fromStack(stack)
}

describe('a gate on a CDK trigger', () => {
  const template = shop({ environment: 'production', minTtl: Duration.days(7), mode: 'strict' })

  it('passes its selection to its function', () => {
    const [gate] = Object.values(
      template.findResources('AWS::Lambda::Function', {
        Properties: {
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Environment: { Variables: { TOKENWATCH_GATE: Match.anyValue() } },
        },
      }),
    )
    assert.deepEqual(JSON.parse(gate?.['Properties'].Environment.Variables.TOKENWATCH_GATE), {
      deployment: 'acme',
      selection: { ids: [], tags: [], usedBy: ['shop'], environment: 'production' },
      terms: { minTtlSeconds: 604_800, requireExpiry: false, maxAgeSeconds: null },
      mode: 'strict',
    })
  })

  it('may do what the policy of the deployment allows, and write its log', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role'))
    const policies = JSON.stringify(roles.map(({ Properties }) => Properties.ManagedPolicyArns))
    assert.match(policies, /:policy\/TokenwatchGate-acme-eu-west-1"/)
  })

  it('runs before any resource that depends on it is changed', () => {
    const [topic] = Object.values(template.findResources('AWS::SNS::Topic'))
    assert.ok(
      topic?.['DependsOn'].some((id: string) => id.startsWith('GateFunctionTrigger')),
      String(topic?.['DependsOn']),
    )
  })

  it('runs again with every synth, or when its salt changes', () => {
    const version = (made: Template) => Object.keys(made.findResources('AWS::Lambda::Version'))
    assert.deepEqual(version(shop({ salt: 'a' })), version(shop({ salt: 'a' })))
    assert.notDeepEqual(version(shop({ salt: 'a' })), version(shop({ salt: 'b' })))
  })

  it('blocks by default', () => {
    shop().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TOKENWATCH_GATE: Match.stringLikeRegexp('"mode":"block"') } },
    })
  })

  it('is refused in the stack that it would ask about', () => {
    assert.throws(() => shop({}, 'tokenwatch-acme'), /the stack of Tokenwatch acme cannot contain its own gate/)
  })
})

describe('the policy TokenwatchGate', () => {
  it('allows the two calls that the gate makes: reading the directory and invoking the probe', async () => {
    const deployment = aDeployment([aCheck()], {
      environments: [anEnvironment({ page: [{ kind: 'email', address: 'ops@acme.example' }] })],
    })
    const { resources, of } = await synthesize(deployment)
    const policy = of('AWS::IAM::ManagedPolicy').find(({ Properties }) =>
      JSON.stringify(Properties['ManagedPolicyName'] ?? '').includes('TokenwatchGate-acme'),
    )
    const text = JSON.stringify(policy?.Properties['PolicyDocument'])
    const [probe] = [...resources.keys()].filter((id) => id.startsWith('FunctionsProbegate'))
    assert.match(text, /"Action":"ssm:GetParameter","Effect":"Allow","Resource":\{"Fn::Join":\["",\[[^\]]*parameter/)
    assert.ok(text.includes(`"Action":"lambda:InvokeFunction","Effect":"Allow","Resource":{"Ref":"${probe}"}`), text)
  })
})

describe('a gate as a lifecycle hook of CodeDeploy', () => {
  it('runs before traffic moves, and may report its result', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'shop', { env })
    const api = new LambdaFunction(stack, 'Api', {
      code: Code.fromInline('exports.handler = () => {}'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    })
    const alias = api.addAlias('live')
    const gate = new CodeDeployGate(stack, 'Gate', { deployment: 'acme', usedBy: ['shop'], mode: 'strict' })
    new LambdaDeploymentGroup(stack, 'Group', {
      alias,
      deploymentConfig: LambdaDeploymentConfig.ALL_AT_ONCE,
      preHook: gate.lambda,
    })
    const template = Template.fromStack(stack)
    template.hasResource('AWS::Lambda::Alias', {
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: { BeforeAllowTrafficHook: { Ref: Match.stringLikeRegexp('^GateFunction') } },
      },
    })
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'codedeploy:PutLifecycleEventHookExecutionStatus' })]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('^GateFunction') }],
    })
  })
})

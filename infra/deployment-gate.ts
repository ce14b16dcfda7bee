/** The package's entry for other people's CDK apps, imported as `'tokenwatch/cdk'`: gates inside of their stacks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duration, Stack } from 'aws-cdk-lib'
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { TriggerFunction } from 'aws-cdk-lib/triggers'
import { Construct } from 'constructs'
import { bundleGate } from '../functions/bundle.ts'
import { type GateSettings, settingsName } from '../functions/gate/gate-settings.ts'
import { gatePolicyName } from './directory.ts'

/** Which credentials a gate looks at, and what it insists on. */
export type GateProps = {
  /** Name of the Tokenwatch deployment in this account and Region: the `name` of its config. */
  readonly deployment: string
  /** Services, as checks name them in `usedBy`. Nothing named here means every check. */
  readonly usedBy?: readonly string[]
  readonly environment?: string
  readonly ids?: readonly string[]
  readonly tags?: readonly string[]
  /** Refuse what expires sooner. */
  readonly minTtl?: Duration
  /** "Cannot tell" where no end is known. */
  readonly requireExpiry?: boolean
  /** Older records do not count; by default two intervals of a check and a minute. */
  readonly maxAge?: Duration
  /** By default `warn`: what would be refused is logged, and the deployment goes on. */
  readonly mode?: 'warn' | 'block'
}

export type DeploymentGateProps = GateProps & {
  /** What is not touched before the gate has passed. */
  readonly executeBefore?: Construct[]
  /** What makes it ask anew; by default the time of the synth, so that it asks with every deployment. */
  readonly salt?: string
}

/** Asks Tokenwatch in the middle of every deployment of a stack, and fails it in mode `block`, so that CloudFormation rolls back. */
export class DeploymentGate extends Construct {
  readonly lambda: LambdaFunction

  constructor(
    scope: Construct,
    id: string,
    { executeBefore = [], salt = new Date().toISOString(), ...props }: DeploymentGateProps,
  ) {
    super(scope, id)
    refuseOwnStack(this, props)
    const trigger = (code: string) =>
      new TriggerFunction(this, 'Function', {
        ...functionProps(this, code, props, { TOKENWATCH_GATE_SALT: salt }),
        executeBefore,
      })
    this.lambda = withBundle(trigger)
    allowAsking(this.lambda, props)
  }
}

/** The function of a CodeDeploy lifecycle hook: `new LambdaDeploymentGroup(..., { preHook: gate.lambda })`, which lets it answer. */
export class CodeDeployGate extends Construct {
  readonly lambda: LambdaFunction

  constructor(scope: Construct, id: string, props: GateProps) {
    super(scope, id)
    refuseOwnStack(this, props)
    this.lambda = withBundle((code) => new LambdaFunction(this, 'Function', functionProps(this, code, props, {})))
    allowAsking(this.lambda, props)
  }
}

/** A stack that asks the monitor before it may repair the monitor could never be deployed. */
function refuseOwnStack(scope: Construct, { deployment }: GateProps): void {
  if (Stack.of(scope).stackName === `tokenwatch-${deployment}`)
    throw new Error(
      `the stack of Tokenwatch ${deployment} can not ask itself: put the gate into the stacks that use its credentials`,
    )
}

/** The policy that comes with every Tokenwatch deployment, and nothing more. */
function allowAsking(lambda: LambdaFunction, { deployment }: GateProps): void {
  const name = gatePolicyName(deployment, Stack.of(lambda).region)
  lambda.role?.addManagedPolicy(ManagedPolicy.fromManagedPolicyName(lambda, 'Ask', name))
}

/** The asset is copied when its function is made. */
function withBundle<Made>(make: (code: string) => Made): Made {
  const directory = mkdtempSync(join(tmpdir(), 'tokenwatch-gate-'))
  try {
    bundleGate(directory)
    return make(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function functionProps(
  scope: Construct,
  code: string,
  props: GateProps,
  salt: Readonly<Record<string, string>>,
): FunctionProps {
  return {
    code: Code.fromAsset(code),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    description: `Asks Tokenwatch ${props.deployment} whether this deployment may rely on its credentials`,
    environment: { [settingsName]: JSON.stringify(settingsOf(props)), ...salt },
    timeout: Duration.seconds(110),
    memorySize: 256,
    loggingFormat: LoggingFormat.JSON,
    logGroup: new LogGroup(scope, 'Logs', { retention: RetentionDays.ONE_MONTH }),
  }
}

function settingsOf({
  deployment,
  usedBy = [],
  environment,
  ids = [],
  tags = [],
  minTtl,
  requireExpiry = false,
  maxAge,
  mode = 'warn',
}: GateProps): GateSettings {
  return {
    deployment,
    selection: { ids, tags, usedBy, environment: environment ?? null },
    terms: { minTtlSeconds: minTtl?.toSeconds() ?? null, requireExpiry, maxAgeSeconds: maxAge?.toSeconds() ?? null },
    mode,
  }
}

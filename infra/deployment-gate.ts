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
import { type GateSettings, type HookMode, settingsName } from '../functions/gate/gate-settings.ts'
import { gatePolicyName } from './directory.ts'
import { refuseOtherCopies } from './same-app.ts'

/** Credentials that a gate looks at, and what it requires of them. */
export type GateProps = {
  /** Name of the Tokenwatch deployment in this account and Region: the `name` in its config. */
  readonly deployment: string
  /** Services, as checks name them in `usedBy`. Without any filter, the gate looks at every check. */
  readonly usedBy?: readonly string[]
  readonly environment?: string
  readonly ids?: readonly string[]
  readonly tags?: readonly string[]
  /** Refuses credentials that expire sooner. */
  readonly minTtl?: Duration
  /** Answers "cannot tell" for a credential whose expiry is not known. */
  readonly requireExpiry?: boolean
  /** Ignores older records. The default is two intervals of a check and one minute, two hours at most. */
  readonly maxAge?: Duration
  /**
   * `block` (the default) fails the deployment on a refusal, and only logs "cannot tell": a monitor that is down blocks nobody.
   * `strict` also fails it on "cannot tell"; `warn` never does.
   */
  readonly mode?: HookMode
  /** ARN of the gate policy, where `account.roles` of its config names it otherwise: the output `GatePolicy`. */
  readonly policyArn?: string
}

export type DeploymentGateProps = GateProps & {
  /** Constructs that CloudFormation changes only after the gate has passed. */
  readonly executeBefore?: Construct[]
  /** Asks again whenever it changes. The default is the time of the synth: the gate asks with every deployment. */
  readonly salt?: string
}

/**
 * Asks Tokenwatch during every deployment of a stack. Unless `mode` is `warn`, a refusal fails the deployment, and
 * CloudFormation rolls back.
 */
export class DeploymentGate extends Construct {
  readonly lambda: LambdaFunction

  constructor(scope: Construct, id: string, given: DeploymentGateProps) {
    refuseOtherCopies(scope)
    refuseNameless(given)
    super(scope, id)
    const { executeBefore = [], salt = new Date().toISOString(), ...props } = given
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

/**
 * The function of a CodeDeploy lifecycle hook. CodeDeploy lets it answer: `new LambdaDeploymentGroup(..., { preHook: gate.lambda
 * })`.
 */
export class CodeDeployGate extends Construct {
  readonly lambda: LambdaFunction

  constructor(scope: Construct, id: string, props: GateProps) {
    refuseOtherCopies(scope)
    refuseNameless(props)
    super(scope, id)
    refuseOwnStack(this, props)
    this.lambda = withBundle((code) => new LambdaFunction(this, 'Function', functionProps(this, code, props, {})))
    allowAsking(this.lambda, props)
  }
}

/** Refuses props without the name of a deployment, or none at all: a caller in JavaScript may pass anything. */
function refuseNameless(props: Partial<GateProps> | undefined): void {
  if (typeof props?.deployment === 'string' && props.deployment !== '') return
  throw new Error("deployment: missing; expected the name of a deployment such as 'acme'")
}

/** Refuses a gate in the stack of the monitor itself: a broken monitor could then never be repaired by a deployment. */
function refuseOwnStack(scope: Construct, { deployment }: GateProps): void {
  if (Stack.of(scope).stackName === `tokenwatch-${deployment}`)
    throw new Error(
      `the stack of Tokenwatch ${deployment} cannot contain its own gate: put the gate into the stacks that use its credentials`,
    )
}

/** Attaches the gate policy of the Tokenwatch deployment, and nothing more. */
function allowAsking(lambda: LambdaFunction, { deployment, policyArn }: GateProps): void {
  const name = gatePolicyName(deployment, Stack.of(lambda).region)
  const policy =
    policyArn === undefined
      ? ManagedPolicy.fromManagedPolicyName(lambda, 'Ask', name)
      : ManagedPolicy.fromManagedPolicyArn(lambda, 'Ask', policyArn)
  lambda.role?.addManagedPolicy(policy)
}

/** Bundles the gate into a temporary folder. The CDK copies the asset when the function is created. */
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
  mode = 'block',
}: GateProps): GateSettings {
  return {
    deployment,
    selection: { ids, tags, usedBy, environment: environment ?? null },
    terms: { minTtlSeconds: minTtl?.toSeconds() ?? null, requireExpiry, maxAgeSeconds: maxAge?.toSeconds() ?? null },
    mode,
  }
}

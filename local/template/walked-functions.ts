import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { region } from '../aws/account.ts'
import type { Aws } from '../aws/aws.ts'
import { accessKeyIdFor, assumeRole } from '../aws/caller.ts'
import { type LambdaFunction, startFunction } from '../lambda/function.ts'
import type { Authority } from './authority.ts'
import type { TemplatePlan } from './plan.ts'
import { aliasResource, functionResource, invokeConfigResource } from './resources/compute.ts'
import { logGroup } from './resources/watching.ts'

/** A function of the template, running. */
export type WalkedFunction = {
  readonly id: string
  readonly lambda: LambdaFunction
  readonly roleArn: string
  readonly timeoutSeconds: number
  /** Destination of asynchronous invocations that failed for good. */
  readonly onFailureArn: string | null
}

export type FunctionsOptions = {
  readonly plan: TemplatePlan
  readonly aws: Aws
  readonly authority: Authority
  /** The cloud assembly's folder, which holds one folder for each asset. */
  readonly assetDirectory: string
  readonly clockOffsetMs: () => number
  readonly onOutput: (id: string, stream: 'stdout' | 'stderr', text: string) => void
}

/** Invocations of one function at a time: the others wait for the warm process, since starting one costs more than they do. */
const maximumConcurrency = 1

/** Starts every function of a plan under its own name, role and environment. */
export function startFunctions(options: FunctionsOptions): readonly WalkedFunction[] {
  return options.plan.all(functionResource).map((planned) => startOne(planned, options))
}

function startOne(planned: PlannedFunction, options: FunctionsOptions): WalkedFunction {
  const { aws, authority, clockOffsetMs, onOutput } = options
  const { id, name, properties } = planned
  const asynchronous = configOf(planned, options.plan)
  if (!authority.mayAssume('lambda.amazonaws.com', properties.Role)) {
    throw new Error(`${id}: Lambda may not become ${properties.Role}`)
  }
  const logs = mayLog(planned, options)
  assumeRole(name, properties.Role.slice(properties.Role.lastIndexOf('/') + 1))
  const lambda = startFunction({
    name,
    directory: codeOf(planned, options.assetDirectory),
    environment: { ...properties.Environment.Variables, ...aws.environment(name) },
    maximumConcurrency,
    timeoutMs: properties.Timeout * 1_000,
    memoryMb: properties.MemorySize,
    clockOffsetMs,
    // Lambda waits one and two minutes.
    asynchronousRetryDelayMs: 1,
    asynchronousRetries: asynchronous?.MaximumRetryAttempts ?? 2,
    // What a function may not write, nobody reads.
    onOutput: (stream, text) => (logs ? onOutput(id, stream, text) : undefined),
  })
  return {
    id,
    lambda,
    roleArn: properties.Role,
    timeoutSeconds: properties.Timeout,
    onFailureArn: asynchronous?.DestinationConfig?.OnFailure.Destination ?? null,
  }
}

type PlannedFunction = ReturnType<typeof functionsOf>[number]
const functionsOf = (plan: TemplatePlan) => plan.all(functionResource)

/** Returns the role of each access key. */
export function rolesByAccessKey(plan: TemplatePlan): ReadonlyMap<string, string> {
  return new Map(functionsOf(plan).map(({ name, properties }) => [accessKeyIdFor(name), properties.Role]))
}

/** Finds a function by name, ARN, or ARN with a version, as templates name functions. */
export function functionNamed(functions: readonly WalkedFunction[], name: string): WalkedFunction {
  const found = functions.find(({ lambda }) => lambda.name === name || lambda.arn === name)
  if (found === undefined) throw new Error(`${name} is no function of this template`)
  return found
}

/** Returns the aliases of a function. */
export function aliasesOf(plan: TemplatePlan, functionName: string): readonly string[] {
  return plan.all(aliasResource).flatMap(({ properties: { FunctionName, Name } }) => {
    return FunctionName === functionName ? [Name] : []
  })
}

function configOf({ ref }: PlannedFunction, plan: TemplatePlan) {
  return plan.all(invokeConfigResource).find(({ properties }) => properties.FunctionName === ref)?.properties
}

/** Returns the folder that the CDK staged for the code of a function. */
function codeOf({ id, properties }: PlannedFunction, assetDirectory: string): string {
  const directory = join(assetDirectory, `asset.${properties.Code.S3Key.replace(/\.zip$/, '')}`)
  if (!existsSync(join(directory, 'index.mjs'))) throw new Error(`${id}: ${directory} holds no index.mjs`)
  return directory
}

/** Returns true if a function's role may write its log, as Lambda does in its name. */
function mayLog({ id, properties }: PlannedFunction, { plan, authority }: FunctionsOptions): boolean {
  const group = plan.all(logGroup).find(({ ref }) => ref === properties.LoggingConfig.LogGroup)
  if (group === undefined) throw new Error(`${id}: its log group is not of this template`)
  mayBeEncrypted(group, authority)
  // CloudFormation's ARN of a group ends in `:*`; a stream's continues with its own name.
  const resource = `${group.attributes['Arn']?.replace(/\*$/, '')}log-stream:lab`
  const needs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }))
  return authority.refused({ kind: 'role', arn: properties.Role }, needs) === null
}

/** Throws where CloudWatch Logs may not use the key of a group: CloudFormation could not create it. */
function mayBeEncrypted({ id, attributes, properties }: PlannedGroup, authority: Authority): void {
  const { KmsKeyId: resource } = properties
  if (resource === undefined) return
  const context = { 'kms:EncryptionContext:aws:logs:arn': (attributes['Arn'] ?? '').replace(/:\*$/, '') }
  const needs = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource, context }))
  const denial = authority.refused({ kind: 'service', name: `logs.${region}.amazonaws.com` }, needs)
  if (denial !== null) throw new Error(`${id}: CloudWatch Logs may not ${denial.action} on ${denial.resource}`)
}

type PlannedGroup = ReturnType<typeof groupsOf>[number]
const groupsOf = (plan: TemplatePlan) => plan.all(logGroup)

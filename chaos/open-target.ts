import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openAwsSubject } from './aws/subject.ts'
import { type Controller, ControllerRefused, type ControllerView, connectController } from './controller/client.ts'
import { noController } from './controller/no-controller.ts'
import { allFaultsOf, type Experiment, faultsOfPart, type Refusals } from './experiment/experiment.ts'
import { isInProcess, missingChanges, uncoveredPlanes } from './experiment/runnable.ts'
import { missingVariables, readVariables, secretValues, unsearchableSecrets } from './experiment/variables.ts'
import type { ChosenFault } from './faults/catalogue.ts'
import type { FaultDefinition } from './faults/fault.ts'
import type { ClientModule } from './lab/client.ts'
import { openLab } from './lab/subject.ts'
import { labInstances } from './lab/trial.ts'
import { watchWithStack } from './lab/watching.ts'
import type { Inverse } from './safety/inverse.ts'
import { isOnAws } from './safety/permission.ts'
import { type LogSource, openLogSource } from './service/log-source.ts'
import { openFollowingSubject } from './service/order-file.ts'
import { openService } from './service/subject.ts'
import type { TrialSubject } from './trial/subject.ts'

/** Everything besides the experiment that is needed to open its target. */
export type TargetEnvironment = {
  /** Path of the experiment's file. Paths in the file are relative to it. */
  readonly file: string
  /** URL of the controller of a service's injection points; `null` if there is none. */
  readonly controllerUrl: string | null
  readonly controlToken: string | null
  /** Starts a whole monitor that watches the lab during the run, up to the page. */
  readonly monitored: boolean
  readonly runId: string
  /** Environment variables, for the values of `configuration` and `secrets`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Receives the trace of each call of the fault arm. */
  readonly sentTrace?: (traceId: string) => void
}

/** An open target, with the changes that a crash would leave behind. */
export type Opened = { readonly subject: TrialSubject; readonly inverses: readonly Inverse[] }
type Refused = { readonly refusals: Refusals }
type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>

/** Opens the target of an experiment. Changes nothing. */
export async function openSubject(experiment: Experiment, around: TargetEnvironment): Promise<Opened | Refused> {
  const { target } = experiment
  return target.kind === 'lab' ? openSandbox(experiment, target.client, around) : openTarget(experiment, target, around)
}

async function openSandbox(
  experiment: Experiment,
  module: string,
  { file, monitored }: TargetEnvironment,
): Promise<Opened | Refused> {
  const client = await loadClient(resolve(dirname(file), module))
  if (client === null) return { refusals: ['target.client: no module that exports createClient at this path'] }
  const { flow, tokens } = labNeeds(faultsOfPart(experiment).map(({ fault }) => fault.definition))
  const watch = monitored ? { watch: watchWithStack(experiment) } : {}
  return { subject: await openLab({ client, instances: labInstances, flow, tokens, ...watch }), inverses: [] }
}

/** Joins the needs of faults that are on together: the longer flow, the shortest lifetime, and a JWT if one of them reads tokens. */
function labNeeds(definitions: readonly FaultDefinition[]): Pick<FaultDefinition, 'flow' | 'tokens'> {
  const all = definitions.map(({ tokens }) => tokens)
  return {
    flow: definitions.some(({ flow }) => flow === 'order') ? 'order' : 'read',
    tokens: {
      format: all.some(({ format }) => format === 'jwt') ? 'jwt' : 'opaque',
      ttlSeconds: Math.min(...all.map(({ ttlSeconds }) => ttlSeconds)),
    },
  }
}

async function loadClient(path: string): Promise<ClientModule | null> {
  try {
    const module: Partial<ClientModule> = await import(pathToFileURL(path).href)
    return typeof module.createClient === 'function' ? { createClient: module.createClient } : null
  } catch {
    return null
  }
}

async function openTarget(
  experiment: Experiment,
  target: ServiceTarget,
  around: TargetEnvironment,
): Promise<Opened | Refused> {
  const { controllerUrl, runId } = around
  const { flow } = experiment.load
  const { environment = {} } = around
  const variables = readVariables(experiment.declared, environment)
  const saved = flow?.flatMap(({ save }) => Object.keys(save))
  const refusals = [
    ...missingVariables(flow ?? [], variables, saved),
    ...unsearchableSecrets(flow ?? [], experiment.declared, environment),
  ]
  if (refusals.length > 0) return { refusals }
  const controller = await findController(experiment, around)
  if ('refusals' in controller) return controller
  const logs = await openLogs(target.logs)
  if ('refusals' in logs) {
    await controller.release().catch(() => undefined)
    return logs
  }
  const { url: fault, control, instances, protectedUrl = null, accepts = null, errors } = target
  const common = { instances, controller, logs, protectedUrl, accepts, errors }
  const service = openService({
    urls: { fault, control },
    ...common,
    variables,
    secrets: secretValues(experiment.declared, environment),
    fields: target.fields,
    sentTrace: around.sentTrace,
    ...(flow === undefined ? {} : { flow }),
  })
  if (isInProcess(experiment.at) && target.process !== undefined) {
    const { planes } = experiment.fault.variant
    const followed = { ...target.process, planes, file: resolve(dirname(around.file), target.process.file) }
    const inverses: readonly Inverse[] = [{ kind: 'order-file', file: followed.file }]
    return { subject: openFollowingSubject(followed, service), inverses }
  }
  if (!isOnAws(experiment.at)) {
    const inverses: readonly Inverse[] =
      controllerUrl === null ? [] : [{ kind: 'controller', url: controllerUrl, run: runId }]
    return { subject: service, inverses }
  }
  const opened = await openAwsSubject(experiment, target, { service, runId })
  if ('refusals' in opened) await service.close()
  return opened
}

/** Connects to the controller. Points on AWS also work without one; then the service's requests are not seen. */
async function findController(
  experiment: Experiment,
  { controllerUrl, controlToken, runId }: TargetEnvironment,
): Promise<Controller | Refused> {
  const { at, target, phases, environment, longestFaultMs } = experiment
  if (controllerUrl === null)
    return hasNoPoint(at)
      ? noController
      : { refusals: ['target: a service needs TOKENWATCH_CHAOS_CONTROLLER; tokenwatch chaos serve prints the URL'] }
  const fields = target.kind === 'service' ? { fields: target.fields } : {}
  const controller = connectController(controllerUrl, { controlToken, run: runId, environment, ...fields })
  const seconds = claimSlackSeconds + (phases.baseline + longestFaultMs + phases.observe) / 1_000
  try {
    const other = await controller.claim(seconds)
    if (other !== null)
      return {
        refusals: [
          `target: the controller is in use by run ${other.run}; its claim ends within ${other.secondsLeft} s, or when that run ends`,
        ],
      }
    const view = await controller.observe()
    // Those of later parts, too: a run that could not be completed must not begin.
    const missing = allFaultsOf(experiment).flatMap((one) => (hasNoPoint(one.at) ? [] : missingAt(one.fault, view)))
    if (missing.length > 0) {
      await controller.release()
      return { refusals: missing }
    }
    if (await controller.isLive())
      return { refusals: ['target: a fault is on at the controller that no run has begun; it ends with its lease'] }
    return controller
  } catch (error) {
    return { refusals: [unreachable(error)] }
  }
}

/** Returns true for faults that no injection point of a controller injects. */
const hasNoPoint = (at: Experiment['at']): boolean => isOnAws(at) || isInProcess(at)

const missingAt = (fault: ChosenFault, { planes, changeable }: ControllerView): Refusals => [
  ...uncoveredPlanes(fault, planes),
  ...missingChanges(fault, changeable),
]

/** Time that a run may need besides its phases. After that its claim is ignored. */
const claimSlackSeconds = 60

function unreachable(error: unknown): string {
  if (error instanceof ControllerRefused && error.status === 403)
    return 'environment: the controller serves another one; start "tokenwatch chaos serve" with --environment, and put it on the allow-list there'
  return error instanceof ControllerRefused && error.status === 401
    ? 'target: the controller refuses the control token; TOKENWATCH_CHAOS_CONTROL_TOKEN must hold the one that "tokenwatch chaos serve" has written'
    : 'target: the controller at TOKENWATCH_CHAOS_CONTROLLER does not answer'
}

async function openLogs(declared: ServiceTarget['logs']): Promise<readonly LogSource[] | Refused> {
  const opened = await Promise.allSettled(declared.map(openLogSource))
  const logs = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refusals = opened.flatMap((one, index) =>
    one.status === 'rejected' ? [`target.logs[${index}]: cannot be read`] : [],
  )
  if (refusals.length === 0) return logs
  for (const log of logs) log.close()
  return { refusals }
}

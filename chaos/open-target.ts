import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { succeeded } from '../functions/core/model/succeeded.ts'
import { openAwsSubject } from './aws/subject.ts'
import { type Controller, connectController } from './controller/client.ts'
import { noController } from './controller/no-controller.ts'
import type { Experiment, Refusals } from './experiment/experiment.ts'
import type { ClientModule } from './lab/client.ts'
import { openLab } from './lab/subject.ts'
import { labInstances } from './lab/trial.ts'
import { watchWithStack } from './lab/watching.ts'
import type { Inverse } from './safety/inverse.ts'
import { isOnAws } from './safety/permission.ts'
import { type LogSource, openLogSource } from './service/log-source.ts'
import { openService } from './service/subject.ts'
import type { TrialSubject } from './trial/subject.ts'

/** What a target is looked for with. */
export type TargetEnvironment = {
  /** The experiment's file: what it names is looked for from there. */
  readonly file: string
  /** Where a service's injection points are held; null where nothing is. */
  readonly controllerUrl: string | null
  readonly controlToken: string | null
  /** Have a whole monitor watch the lab meanwhile, up to the page. */
  readonly monitored: boolean
  readonly runId: string
}

/** A target that was found, with what a crash would leave to take back. */
export type Opened = { readonly subject: TrialSubject; readonly inverses: readonly Inverse[] }
type Refused = { readonly refusals: Refusals }
type ServiceTarget = Extract<Experiment['target'], { readonly kind: 'service' }>

/** Finds what an experiment wants to break, and touches nothing. */
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
  if (client === null) return { refusals: ['target.client: no module with createClient is there'] }
  const { flow, tokens } = experiment.fault.definition
  const watch = monitored ? { watch: watchWithStack(experiment) } : {}
  return { subject: await openLab({ client, instances: labInstances, flow, tokens, ...watch }), inverses: [] }
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
  const controller = await findController(experiment, around)
  if ('refusals' in controller) return controller
  const logs = await openLogs(target.logs)
  if ('refusals' in logs) return logs
  const { url: fault, control, instances, protectedUrl = null } = target
  const service = openService({ urls: { fault, control }, instances, controller, logs, protectedUrl })
  if (!isOnAws(experiment.at)) {
    const inverses: readonly Inverse[] = controllerUrl === null ? [] : [{ kind: 'controller', url: controllerUrl }]
    return { subject: service, inverses }
  }
  const opened = await openAwsSubject(experiment, target, { service, runId })
  if ('refusals' in opened) await service.close()
  return opened
}

/** On AWS nobody has to stand before the service: its requests are not seen then. */
async function findController(
  { at }: Experiment,
  { controllerUrl, controlToken }: TargetEnvironment,
): Promise<Controller | Refused> {
  if (controllerUrl === null)
    return isOnAws(at)
      ? noController
      : { refusals: ['target: a service needs TOKENWATCH_CHAOS_CONTROLLER: tokenwatch chaos serve prints it'] }
  const controller = connectController(controllerUrl, controlToken)
  const isThere = await succeeded(controller.isLive())
  return isThere ? controller : { refusals: ['target: nothing answers at TOKENWATCH_CHAOS_CONTROLLER'] }
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

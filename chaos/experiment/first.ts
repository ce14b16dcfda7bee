import type { FaultDefinition } from '../faults/fault.ts'
import { experimentFor } from './template.ts'

/** Answers of the person who writes a first experiment. */
export type FirstExperiment = {
  readonly name: string
  readonly url: string
  /** URL of the same service without injection points. */
  readonly control: string
  /** File to which the service writes its log; `null` if none can be read. */
  readonly log: string | null
}

/** Writes an experiment of half a minute against a running service, as a plain object. */
export function firstExperiment(definition: FaultDefinition, { name, url, control, log }: FirstExperiment) {
  const { extensions, ...file } = experimentFor(definition)
  const [ours] = extensions
  const logs = log === null ? {} : { logs: [{ kind: 'file', path: log }] }
  return {
    ...file,
    extensions: [
      {
        ...ours,
        target: { kind: 'service', name, url, control, ...logs },
        load: { perSecond: 5 },
        phases: { baseline: '3s', fault: '5s', observe: '8s' },
        slo: { successRatio: 0.95, window: '2s' },
      },
    ],
  }
}

import type { ExperimentLease } from '../../model/experiment.ts'
import type { CheckNews } from '../incidents/announcement.ts'
import { instantOf } from './instant.ts'
import type { MessageReport, OptionalFact } from './report.ts'

type UnderExperiment = Pick<CheckNews, 'experiment'>

/** Stands before everything that a person reads of a token that is broken on purpose. */
export const markOf = ({ experiment = null }: UnderExperiment): MessageReport['mark'] =>
  experiment === null ? null : 'EXPERIMENT'

/** Which experiment it is, and when it is over. */
export const experimentFacts = ({ experiment = null }: UnderExperiment): readonly OptionalFact[] =>
  experiment === null ? [] : [['Experiment', sayExperiment(experiment)]]

export const experimentDetails = ({ experiment = null }: UnderExperiment): MessageReport['details'] =>
  experiment === null ? {} : { experiment: experiment.runId }

const sayExperiment = ({ runId, until }: ExperimentLease): string => `${runId}, until ${instantOf(until)} at the latest`

import type { ExperimentLease } from '../../model/experiment.ts'
import type { CheckNews } from '../incidents/announcement.ts'
import { instantOf } from './instant.ts'
import type { MessageReport, OptionalFact } from './report.ts'

type UnderExperiment = Pick<CheckNews, 'experiment'>

/** Marks every message about a token that an experiment breaks on purpose. */
export const markOf = ({ experiment = null }: UnderExperiment): MessageReport['mark'] =>
  experiment === null ? null : 'EXPERIMENT'

/** Names the experiment and its end. */
export const experimentFacts = ({ experiment = null }: UnderExperiment): readonly OptionalFact[] =>
  experiment === null ? [] : [['Experiment', experimentLine(experiment)]]

export const experimentDetails = ({ experiment = null }: UnderExperiment): MessageReport['details'] =>
  experiment === null ? {} : { experiment: experiment.runId }

const experimentLine = ({ runId, until }: ExperimentLease): string =>
  `${runId}, until ${instantOf(until)} at the latest`

import fc from 'fast-check'
import { runsOf } from './long-run.ts'

/** Examples of a property that names no number: a sample that finds a broken property, not every rare example. */
const sampleRuns = 100

fc.configureGlobal({ numRuns: runsOf(sampleRuns) })

export { default as fc } from 'fast-check'
export { runsOf } from './long-run.ts'

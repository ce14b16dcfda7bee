import fc from 'fast-check'

/** `npm run test:long` sets it: every property is tried with that many times the examples of `npm test`. */
const factor = Number(process.env['TOKENWATCH_PROPERTY_FACTOR'] ?? 1)

/** Examples of a property that names no number: a sample that finds a broken property, not every rare example. */
const sampleRuns = 100

/** Returns the number of examples for a property that needs more or fewer than others. */
export const runsOf = (sample: number): number => sample * factor

fc.configureGlobal({ numRuns: runsOf(sampleRuns) })

export { default as fc } from 'fast-check'

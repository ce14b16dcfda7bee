/** `npm run test:long` sets it: every property is tried with that many times the examples of `npm test`. */
const factor = Number(process.env['TOKENWATCH_PROPERTY_FACTOR'] ?? 1)

/** True in `npm run test:long`, which also makes the rows that `npm test` omits because others stand for them. */
export const isLongRun = factor > 1

/** Returns the number of examples for a property that needs more or fewer than others. */
export const runsOf = (sample: number): number => sample * factor

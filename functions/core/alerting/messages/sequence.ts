import type { PendingMessage } from '../../state/incident.ts'

/** Messages of one instant have an order of their own: this many places are between two milliseconds. */
const places = 10

/**
 * Returns the place of a message among all messages under its alarm name, in the order in which they were decided. SNS and Lambda do not
 * keep that order: a reader drops a message that a later one has overtaken. The end of an older incident stands before an opening of the
 * same instant, the end of one that opened then stands after it.
 */
export function sequenceOf({ at, incident }: PendingMessage, isEnd: boolean): number {
  const place = !isEnd ? 1 : incident.openedAt >= at ? 2 : 0
  return at * places + place
}

/** Returns the place of a message about a provider. */
export const groupSequence = (at: number, isEnd: boolean): number => at * places + (isEnd ? 2 : 1)

import { isInstant, isKeyOfCheck, isText, listOf, orAbsent, orNull, shape, wordOf } from '../model/shape.ts'
import type { ConsumerObservation, ConsumerObservations } from './observations.ts'

/** Returns true for the stored observations of a check. */
export const isConsumerObservations = shape<ConsumerObservations>({
  check: isKeyOfCheck,
  at: isInstant,
  currentId: isText,
  previousId: orNull(isText),
  promotedAt: isInstant,
  consumers: listOf(
    shape<ConsumerObservation>({
      consumer: isText,
      state: wordOf('fresh', 'stale', 'unknown'),
      since: orAbsent(isInstant),
    }),
  ),
  unnamed: orAbsent(listOf(isText)),
})

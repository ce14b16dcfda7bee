import type { CheckUrgency, Paging } from '../../core/model/check.ts'
import { oneOf } from './text.ts'
import { workingHours } from './weekly-hours.ts'

const urgencies = ['now', 'hours', 'ticket'] as const satisfies readonly CheckUrgency[]

const pagings = ['on', 'shadow'] as const satisfies readonly Paging[]

/** Fields that say when people are paged. */
export const urgencyFields = {
  /**
   * `now`: a page wakes people at any hour. `hours`: it waits for `workingHours`. `ticket`: it is a notice. By default `now`, and
   * `ticket` in the environment `staging`.
   */
  urgency: oneOf(urgencies).optional(),
  /** `shadow`: the check is judged, and nobody is notified of it. `tokenwatch would-have-paged` shows its messages. By default `on`. */
  paging: oneOf(pagings).optional(),
  /** `{ timeZone, days?, from, to }`. Pages about an expiry wait for them too, while more than a day remains. */
  workingHours: workingHours.optional(),
}

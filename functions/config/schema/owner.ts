import { z } from 'zod'
import { subscribers } from './subscriber.ts'
import { expected, id, object } from './text.ts'
import { workingHours } from './weekly-hours.ts'

/** People of one owner. Where a list is empty, that of the check's environment takes its place. */
const owner = object('an object such as { page: [...], notice: [...] }', {
  page: subscribers.default([]),
  notice: subscribers.default([]),
  /** Hours in which the people of this owner are at work, for all checks of the owner without hours of their own. */
  workingHours: workingHours.optional(),
}).refine(({ page, notice }) => page.length > 0 || notice.length > 0, {
  error: "expected at least one subscriber in page or notice, such as email('payments@acme.example')",
})

/** Owners of checks by name, as a config writes them. */
export type OwnersInput = Readonly<Record<string, z.input<typeof owner>>>

/** Owners of checks by name. */
export const owners = z.record(id, owner, { error: expected('an object of owners by name') }).default({})

import type { Attack } from './attack.ts'
import { eyes } from './eyes.ts'
import { inputs } from './inputs.ts'
import { places } from './places.ts'
import { records } from './records.ts'
import { starts } from './starts.ts'

/** Every attack beside those by answers, under the heading of its kind. */
export const attacks: Readonly<Record<string, readonly Attack[]>> = {
  'where a token goes: nowhere else': places,
  'on its way: verified, or not at all': starts,
  'what comes in: parsed strictly': inputs,
  'what people see: inert': [...eyes, ...records],
}

import { endSilence } from '../../functions/core/incidents/silences.ts'
import { silencesAt } from '../../functions/core/incidents/situation.ts'
import { instantOf } from '../../functions/core/messages/instant.ts'
import { openDesk } from '../aws/desk.ts'
import { agree } from '../frame/agreement.ts'
import { exitCodes } from '../frame/exit-codes.ts'
import { Failure } from '../frame/failure.ts'
import type { Terminal } from '../frame/terminal.ts'
import type { Told } from '../frame/told.ts'
import { sayCovered } from './covered.ts'

/** Options of `tokenwatch silence end`. */
export type SilenceEndOptions = {
  readonly id: string
  readonly yes?: boolean
  readonly deployment?: string
  readonly region?: string
}

/** Ends a silence before its time. */
export async function run(options: SilenceEndOptions, terminal: Terminal): Promise<Told> {
  const { id } = options
  const { conditions } = await openDesk(options, terminal.environment)
  const found = silencesAt(await conditions.all(), Date.now()).find((one) => one.id === id)
  if (found === undefined)
    throw new Failure('not_there', 'no silence of this id holds now: "tokenwatch incidents" lists those that do')
  const subject = sayCovered(found.covers)
  const steps = [
    `${found.by} asked for it until ${instantOf(found.until)}: "${found.reason}"`,
    'what is still wrong is told at the next tick',
  ]
  await agree({ what: `end the silence about ${subject}`, steps }, options, terminal)
  if (!(await endSilence(id, { conditions, now: Date.now })))
    throw new Failure('conflict', 'the silence was changed by somebody else at the same time: look again')
  return { exitCode: exitCodes.ok, data: { id, covers: found.covers }, text: `no longer quiet about ${subject}\n` }
}

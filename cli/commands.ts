import {
  chaosAbort,
  chaosExport,
  chaosLayer,
  chaosList,
  chaosPlan,
  chaosPoints,
  chaosReport,
  chaosReset,
  chaosRun,
  chaosServe,
  chaosValidate,
} from './commands/chaos.ts'
import { check, gate, status } from './commands/checks.ts'
import { ack, incidents, incidentsClear, page, silence, silenceEnd } from './commands/incidents.ts'
import { rotate, rotations } from './commands/rotations.ts'
import { completionOf, cost, doctor, init, providers, start, validate } from './commands/setup.ts'
import type { AnyCommand } from './framework/command.ts'

/** Every command, in the order of the help. A new command is one file that runs it, a declaration in `commands/` and an entry here. */
export const commands: readonly AnyCommand[] = [
  check,
  gate,
  status,
  init,
  doctor,
  validate,
  cost,
  start,
  completionOf(() => commands),
  incidents,
  incidentsClear,
  ack,
  silence,
  silenceEnd,
  page,
  rotate,
  rotations,
  providers,
  chaosList,
  chaosPoints,
  chaosValidate,
  chaosPlan,
  chaosRun,
  chaosServe,
  chaosAbort,
  chaosReset,
  chaosReport,
  chaosExport,
  chaosLayer,
]

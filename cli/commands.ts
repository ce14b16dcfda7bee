import { chaosAbort, chaosReset, chaosServe } from './commands/chaos-controller.ts'
import {
  chaosInit,
  chaosPlan,
  chaosReport,
  chaosRun,
  chaosSchedule,
  chaosValidate,
} from './commands/chaos-experiments.ts'
import { chaosExport, chaosLayer, chaosList, chaosPoints } from './commands/chaos-faults.ts'
import { checkCommand, gateCommand, inventoryCommand, statusCommand } from './commands/checks.ts'
import {
  ackCommand,
  consoleCommand,
  incidentsClearCommand,
  incidentsCommand,
  pageCommand,
  silenceCommand,
  silenceEndCommand,
  wouldHavePagedCommand,
} from './commands/incidents.ts'
import { rotateCommand, rotationsCommand } from './commands/rotations.ts'
import { scanCommand } from './commands/scan.ts'
import {
  completionOf,
  costCommand,
  doctorCommand,
  initCommand,
  providersCommand,
  startCommand,
  validateCommand,
} from './commands/setup.ts'
import type { AnyCommand } from './framework/command.ts'

/** Every command, in the order of the help. A new command is one file that runs it, a declaration in `commands/` and an entry here. */
export const commands: readonly AnyCommand[] = [
  checkCommand,
  gateCommand,
  statusCommand,
  inventoryCommand,
  scanCommand,
  initCommand,
  doctorCommand,
  validateCommand,
  costCommand,
  startCommand,
  completionOf(() => commands),
  consoleCommand,
  incidentsCommand,
  incidentsClearCommand,
  ackCommand,
  silenceCommand,
  silenceEndCommand,
  pageCommand,
  wouldHavePagedCommand,
  rotateCommand,
  rotationsCommand,
  providersCommand,
  chaosInit,
  chaosList,
  chaosPoints,
  chaosValidate,
  chaosPlan,
  chaosRun,
  chaosSchedule,
  chaosServe,
  chaosAbort,
  chaosReset,
  chaosReport,
  chaosExport,
  chaosLayer,
]

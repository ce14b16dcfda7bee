import type { GateJudgement } from '../functions/core/gate/judgement.ts'
import { everything } from '../functions/core/gate/selection.ts'
import type { CheckKey } from '../functions/core/model/check.ts'
import { isCheckKey } from '../functions/core/model/check-key.ts'
import { foundIn } from '../functions/status-page/open-incidents.ts'
import { openDeploymentClient } from './aws/deployment-client.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { endedIncidentsData, endedText, readEnded, sinceMsOf } from './incidents/ended.ts'
import { incidentsData, incidentsText } from './incidents/listing.ts'

/** Options of `tokenwatch incidents`. */
export type IncidentsOptions = {
  readonly environment?: string
  readonly all?: boolean
  readonly since?: string
  readonly check?: string
  readonly deployment?: string
  readonly region?: string
}

/** Lists open incidents with who was notified and who acknowledged, and outages, storms and silences; with `all` also ended ones. */
export async function run(options: IncidentsOptions, terminal: Terminal): Promise<CommandResult> {
  const { all = false, environment = null, since } = options
  if (since !== undefined && !all) throw new CommandFailure('usage', '--since needs --all: it is about ended incidents')
  const sinceMs = sinceMsOf(since)
  const client = await openDeploymentClient(options, terminal)
  const { judgements: every, at } = await client.look({ ...everything, environment })
  const judgements = every.filter(isWanted(options))
  if (judgements.length === 0 && !isRemoved(options)) throw unknownCheck(options.check ?? '')
  const [states, conditions] = await Promise.all([
    client.states.read(judgements.map(({ check }) => check)),
    client.conditions.all(),
  ])
  const open = [...states].flatMap(([key, { incident, shadow = false }]) =>
    incident === null ? [] : [[key, shadow ? { ...incident, notified: null } : incident, shadow] as const],
  )
  const incidents = new Map(open.map(([key, incident]) => [key, incident]))
  const shadow = new Set(open.flatMap(([key, , isHidden]) => (isHidden ? [key] : [])))
  const found = foundIn({ judgements, incidents, shadow, conditions, at }, { environment, all })
  const ended = all
    ? await readEnded({ checks: checksOf(judgements, options), fromMs: at - sinceMs, nowMs: at }, client)
    : null
  return {
    exitCode: exitCodes.ok,
    data: {
      deployment: client.deployment,
      at: new Date(at).toISOString(),
      ...incidentsData(found),
      ...(ended === null ? {} : { ended: endedIncidentsData(ended) }),
    },
    text: `${incidentsText(found, at, terminal.paint)}${ended === null ? '' : `\n${endedText(ended, terminal.paint)}`}`,
  }
}

/** Selects a check by its key, or all checks with its id. */
const isWanted =
  ({ check }: IncidentsOptions) =>
  (judgement: GateJudgement): boolean =>
    check === undefined || judgement.check === check || judgement.id === check

/** Returns true if ended incidents of a check are wanted that the config may have no more. Only its key finds them. */
const isRemoved = ({ check, all = false }: IncidentsOptions): boolean => all && isCheckKey(check)

function checksOf(
  judgements: readonly GateJudgement[],
  { check }: IncidentsOptions,
): ReadonlyMap<CheckKey, GateJudgement | null> {
  if (judgements.length === 0 && isCheckKey(check)) return new Map([[check, null]])
  return new Map(judgements.map((judgement) => [judgement.check, judgement]))
}

const unknownCheck = (check: string): CommandFailure =>
  new CommandFailure(
    'not_there',
    `--check: the config has no check "${check}"; with --all, a removed one is found by its key, such as production/billing`,
  )

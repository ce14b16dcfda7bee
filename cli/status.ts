import { decide } from '../functions/core/gate/decide.ts'
import type { GateJudgement } from '../functions/core/gate/judgement.ts'
import type { GateAnswer } from '../functions/core/gate/question.ts'
import { formatDuration } from '../functions/core/model/duration.ts'
import type { Reason, Standing } from '../functions/core/model/reason.ts'
import { connect } from './aws/connection.ts'
import { deployedGate } from './aws/deployed-gate.ts'
import type { CommandResult } from './framework/command-result.ts'
import { exitCodes } from './framework/exit-codes.ts'
import type { Paint, Terminal } from './framework/terminal.ts'
import { type ReportedCheck, suppressedOf } from './report/report.ts'
import { silenceWords } from './report/wording.ts'
import { refuseEmpty, type SelectionOptions, selectionOf } from './selection.ts'
import { type StatusFiles, writeStatusFiles } from './status/files.ts'
import { readUptimes, type Uptimes, uptimesText } from './status/uptimes.ts'

/** Options of `tokenwatch status`. */
export type StatusOptions = SelectionOptions & StatusFiles & { readonly deployment?: string; readonly region?: string }

const colours: Readonly<Record<Standing, Paint>> = {
  valid: 'green',
  invalid: 'red',
  misconfigured: 'yellow',
  unknown: 'gray',
}

/** Shows the recorded verdict of each check, however old. Exit code 2 if the monitor is dead. Probes nothing. */
export async function run(options: StatusOptions, terminal: Terminal): Promise<CommandResult> {
  const selection = selectionOf(options)
  const connection = await connect(options, terminal)
  const written = await writeStatusFiles(options, connection)
  const gate = deployedGate(connection)
  const answer = await gate.ask({ selection, evidence: 'remembered', maxAgeSeconds: null })
  refuseEmpty({ checks: answer.judgements.length, unmatched: answer.unmatched, names: answer.names })
  const { dead } = decide(answer, { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null })
  const uptimes = await readUptimes(answer, connection)
  const data = {
    deployment: answer.deployment,
    at: new Date(answer.at).toISOString(),
    monitor: answer.pulses.map(({ cadence, tickedAt, judgedAt }) => ({
      cadence,
      tickedAt: iso(tickedAt),
      judgedAt: iso(judgedAt),
    })),
    checks: answer.judgements.map((judgement) => ({ ...shown(judgement), uptimes: uptimesData(judgement, uptimes) })),
  }
  return {
    exitCode: dead.length > 0 ? exitCodes.undecided : exitCodes.ok,
    data,
    text: `${textOf(answer, terminal.paint)}${uptimesText(uptimes)}`,
    notes: [...written, ...dead.map(({ because }) => because), ...(uptimes.unread === null ? [] : [uptimes.unread])],
  }
}

type Shown = {
  readonly check: string
  readonly standing: Standing
  readonly reason: Reason
  readonly detail: string
  readonly since: string | null
  readonly expiresAt: string | null
  readonly judgedAt: string | null
  readonly suppressed: ReportedCheck['suppressed']
}

function shown({ check, standing, reason, detail, since, expiry, judgedAt, suppression }: GateJudgement): Shown {
  const at = expiry === null || expiry.at === 'never' ? null : expiry.at * 1_000
  return {
    check,
    standing,
    reason,
    detail,
    since: iso(since),
    expiresAt: expiry?.at === 'never' ? 'never' : iso(at),
    judgedAt: iso(judgedAt),
    suppressed: suppressedOf(suppression),
  }
}

/** Returns the uptimes of a check for programs; `null` if they could not be read. */
function uptimesData({ check }: GateJudgement, { byCheck }: Uptimes) {
  return byCheck.get(check)?.map(({ from, ...uptime }) => ({ ...uptime, from: iso(from) })) ?? null
}

function textOf({ deployment, at, pulses, judgements }: GateAnswer, paint: Terminal['paint']): string {
  const ago = (instant: number | null) => (instant === null ? 'never' : `${formatDuration((at - instant) / 1_000)} ago`)
  const width = Math.max(...judgements.map(({ check }) => check.length))
  return [
    `${deployment}: ${pulses.map(({ cadence, tickedAt }) => `${cadence} ticked ${ago(tickedAt)}`).join(', ')}`,
    '',
    ...judgements.map((judgement) => {
      const { check, standing, reason, detail, since, judgedAt } = judgement
      const found = detail === '' ? reason : `${reason}: ${detail}`
      return `${check.padEnd(width)}  ${paint(colours[standing], standing.padEnd(13))}  ${found} (since ${ago(since)}, judged ${ago(judgedAt)})${suppressedBy(judgement)}`
    }),
    '',
  ].join('\n')
}

function suppressedBy({ suppression }: GateJudgement): string {
  const suppressed = suppressedOf(suppression)
  return suppressed === null ? '' : `; ${silenceWords(suppressed)}`
}

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString())

import { decide } from '../functions/core/gate/decide.ts'
import type { CommandResult } from './framework/command-result.ts'
import type { Terminal } from './framework/terminal.ts'
import { judgeHere } from './local/judge.ts'
import { explain, explanationText } from './report/explain.ts'
import { parseReports, publish, reportingFailures, type WantedReports } from './report/publish.ts'
import { reportOf } from './report/report.ts'
import { type SelectionOptions, selectionOf } from './selection.ts'

/** Options of `tokenwatch check`. */
export type CheckOptions = SelectionOptions & {
  readonly config: string
  readonly secrets?: string
  readonly region?: string
  /** Show the evidence behind each verdict. */
  readonly explain?: boolean
  /** False to leave out the requests without a credential and with a broken one. */
  readonly controls?: boolean
  readonly report?: readonly string[]
  readonly json?: boolean
}

const terms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }

/** Probes checks from this machine now. Has the exit codes of the gate. */
export async function run(options: CheckOptions, terminal: Terminal): Promise<CommandResult> {
  const wanted = parseReports(options.report)
  const about = { command: 'check', deployment: options.config, source: 'local', json: options.json === true } as const
  return reportingFailures(wanted, about, terminal, () => probeHere(options, wanted, terminal))
}

async function probeHere(options: CheckOptions, wanted: WantedReports, terminal: Terminal): Promise<CommandResult> {
  const selection = selectionOf(options)
  const { config, secrets, region } = options
  const wantsControls = options.controls !== false
  const judged = await judgeHere(selection, { config, secrets, region, controls: wantsControls }, terminal)
  const { answer, probed, controls, checks } = judged
  const report = reportOf(answer, decide(answer, terms), {
    command: 'check',
    source: 'local',
    override: null,
    selection,
  })
  const result = await publish(report, wanted, terminal, [])
  if (options.explain !== true) return result
  const explanations = probed.flatMap((one, index) => {
    const check = checks[index]
    return check === undefined
      ? []
      : [explain(check, one, { controls: controls[index] ?? [], secretsFile: secrets ?? null })]
  })
  return { ...result, data: { ...report, explanations }, text: `${explanationText(explanations)}${result.text}` }
}

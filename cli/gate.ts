import { decide, type Terms } from '../functions/core/gate/decide.ts'
import type { EvidenceKind, GateAnswer } from '../functions/core/gate/question.ts'
import type { GateSelection } from '../functions/core/gate/selection.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { parseOverride, who } from './gate/overriding.ts'
import { parseReports, publish, reportingFailures, type WantedReports } from './report/publish.ts'
import { reportOf, unansweredReport } from './report/report.ts'
import { refuseEmpty, type SelectionOptions, selectionOf } from './selection.ts'

/** Options of `tokenwatch gate`. */
export type GateOptions = SelectionOptions & {
  readonly deployment?: string
  readonly region?: string
  readonly evidence?: EvidenceKind
  readonly maxAge?: string
  readonly minTtl?: string
  readonly requireExpiry?: boolean
  readonly override?: string
  readonly local?: boolean
  readonly config?: string
  readonly secrets?: string
  readonly report?: readonly string[]
  readonly json?: boolean
}

/** Source of the answer: the deployed probe, or this machine. */
type Source = {
  readonly kind: 'deployed' | 'local'
  ask(): Promise<GateAnswer>
  /** Records an override. Returns null, or a sentence if it could not be recorded. */
  record(reason: string, against: readonly string[]): Promise<string | null>
}

/** Decides if a deployment may rely on its credentials. Exit code 0 yes, 1 no, 2 cannot tell, 3 wrong usage. */
export async function run(options: GateOptions, terminal: Terminal): Promise<CommandResult> {
  const wanted = parseReports(options.report)
  const source = options.local === true ? 'local' : 'deployed'
  const about = { command: 'gate', deployment: nameOf(options, terminal), source, json: options.json === true } as const
  return reportingFailures(wanted, about, terminal, () => ask(options, wanted, terminal))
}

const nameOf = ({ deployment }: GateOptions, { environment }: Terminal): string =>
  deployment ?? environment['TOKENWATCH_DEPLOYMENT'] ?? 'unknown'

async function ask(options: GateOptions, wanted: WantedReports, terminal: Terminal): Promise<CommandResult> {
  refuseConflicts(options)
  const reason = parseOverride(options.override)
  const terms = termsOf(options)
  const selection = selectionOf(options)
  const source =
    options.local === true ? await here(selection, options, terminal) : deployed(selection, terms, options, terminal)
  const answer = await source.ask().catch((error: unknown) => overridable(error, reason))
  if ('unanswered' in answer) {
    const about = {
      deployment: nameOf(options, terminal),
      source: source.kind,
      at: Date.now(),
      reason: answer.reason,
      selection,
    }
    const note = `overridden: "${answer.reason}"; the override could not be recorded`
    return publish(unansweredReport(answer.unanswered, about), wanted, terminal, [note])
  }
  refuseEmpty({ checks: answer.judgements.length, unmatched: answer.unmatched, names: answer.names })
  const decision = decide(answer, terms)
  const overriding = decision.ruling !== 'pass' && reason !== null
  const against = decision.ruled.filter(({ ruling, judgement }) => ruling !== 'pass' && judgement.gate === 'blocking')
  const unrecorded = overriding
    ? await source.record(
        reason,
        against.map(({ judgement }) => judgement.check),
      )
    : null
  const override = overriding ? { reason, recorded: unrecorded === null } : null
  const report = reportOf(answer, decision, { command: 'gate', source: source.kind, override, selection })
  return publish(report, wanted, terminal, unrecorded === null ? [] : [unrecorded])
}

function termsOf({ minTtl, maxAge, requireExpiry = false }: GateOptions): Terms {
  return { minTtlSeconds: secondsOf('--min-ttl', minTtl), maxAgeSeconds: secondsOf('--max-age', maxAge), requireExpiry }
}

/** Fails if a flag belongs to the other source: some go with `--local`, some with a deployment. */
function refuseConflicts(options: GateOptions): void {
  const remote = (['deployment', 'evidence', 'maxAge'] as const).filter((name) => options[name] !== undefined)
  const local = (['config', 'secrets'] as const).filter((name) => options[name] !== undefined)
  const flag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (options.local === true && remote[0] !== undefined)
    throw new CommandFailure(
      'usage',
      `${flag(remote[0])} and --local exclude each other: --local probes from this machine and asks no deployment`,
    )
  if (options.local !== true && local[0] !== undefined)
    throw new CommandFailure(
      'usage',
      `${flag(local[0])}: add --local; without it the deployed probe answers, from its own config`,
    )
}

/** Asks the deployed probe, with its network, its addresses and the secret versions that it reads. */
function deployed(
  selection: GateSelection,
  { maxAgeSeconds }: Terms,
  options: GateOptions,
  terminal: Terminal,
): Source {
  const gate = (async () => {
    const [{ connect }, { deployedGate }] = await Promise.all([
      import('./aws/connection.ts'),
      import('./aws/deployed-gate.ts'),
    ])
    return deployedGate(await connect(options, terminal))
  })()
  gate.catch(() => {})
  return {
    kind: 'deployed',
    async ask() {
      terminal.progress('asking the deployed probe')
      return (await gate).ask({ selection, evidence: options.evidence ?? 'either', maxAgeSeconds })
    },
    async record(reason, against) {
      try {
        await (await gate).override({ reason, by: who(terminal.environment), against })
        return null
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error
        return `the override could not be recorded: ${error.message}`
      }
    },
  }
}

/** Probes from this machine, with its config and its secrets. */
async function here(
  selection: GateSelection,
  { config, secrets, region }: GateOptions,
  terminal: Terminal,
): Promise<Source> {
  const { judgeHere } = await import('./local/judge.ts')
  const options = { config: config ?? 'tokenwatch.config.ts', secrets, region }
  return {
    kind: 'local',
    ask: async () => (await judgeHere(selection, options, terminal)).answer,
    record: async () => 'the override is not recorded: --local asks no deployment that could store it',
  }
}

/** Returns the lines of a failure that an override may pass over: there is no answer. Wrong usage still fails. */
function overridable(
  error: unknown,
  reason: string | null,
): { readonly unanswered: readonly string[]; readonly reason: string } {
  if (!(error instanceof CommandFailure) || error.exitCode !== exitCodes.undecided || reason === null) throw error
  return { unanswered: error.lines, reason }
}

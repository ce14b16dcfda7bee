import { decide, type Terms } from '../functions/core/gate/decide.ts'
import type { EvidenceKind, GateAnswer } from '../functions/core/gate/question.ts'
import type { GateSelection } from '../functions/core/gate/selection.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { exitCodes } from './framework/exit-codes.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { parseOverride, who } from './gate/overriding.ts'
import { parseReports, publish } from './report/publish.ts'
import { reportOf } from './report/report.ts'
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
}

/** Whom the gate asks, and how an override is noted there. */
type Source = {
  readonly kind: 'deployed' | 'local'
  ask(): Promise<GateAnswer>
  /** Null where it was noted, else why not. */
  note(reason: string, against: readonly string[]): Promise<string | null>
}

/** May this deployment rely on its credentials? Exit code 0 yes, 1 no, 2 nobody can tell, 3 usage. */
export async function run(options: GateOptions, terminal: Terminal): Promise<CommandResult> {
  refuseConflicts(options)
  const wanted = parseReports(options.report)
  const reason = parseOverride(options.override)
  const terms = termsOf(options)
  const selection = selectionOf(options)
  const source =
    options.local === true ? await here(selection, options, terminal) : deployed(selection, terms, options, terminal)
  const answer = await source.ask().catch((error: unknown) => withoutAnswer(error, reason))
  if ('exitCode' in answer) return answer
  refuseEmpty({ checks: answer.judgements.length, unmatched: answer.unmatched, names: answer.names })
  const decision = decide(answer, terms)
  const overriding = decision.ruling !== 'pass' && reason !== null
  const against = decision.ruled.filter(({ ruling, judgement }) => ruling !== 'pass' && judgement.gate === 'blocking')
  const unnoted = overriding
    ? await source.note(
        reason,
        against.map(({ judgement }) => judgement.check),
      )
    : null
  const override = overriding ? { reason, noted: unnoted === null } : null
  const report = reportOf(answer, decision, { command: 'gate', source: source.kind, override, selection })
  return publish(report, wanted, terminal, unnoted === null ? [] : [unnoted])
}

function termsOf({ minTtl, maxAge, requireExpiry = false }: GateOptions): Terms {
  return { minTtlSeconds: secondsOf('--min-ttl', minTtl), maxAgeSeconds: secondsOf('--max-age', maxAge), requireExpiry }
}

/** Half of the flags are about one way to ask, half about the other. */
function refuseConflicts(options: GateOptions): void {
  const remote = (['deployment', 'evidence', 'maxAge'] as const).filter((name) => options[name] !== undefined)
  const local = (['config', 'secrets'] as const).filter((name) => options[name] !== undefined)
  const flag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (options.local === true && remote[0] !== undefined)
    throw new CommandFailure(
      'usage',
      `${flag(remote[0])} and --local exclude each other: --local probes from here and asks no deployment`,
    )
  if (options.local !== true && local[0] !== undefined)
    throw new CommandFailure(
      'usage',
      `${flag(local[0])} goes with --local: without it the deployed probe answers, from its own config`,
    )
}

/** The deployed probe: its network, its addresses, the secret versions that it reads. */
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
    return deployedGate(await connect(options, terminal.environment))
  })()
  gate.catch(() => {})
  return {
    kind: 'deployed',
    async ask() {
      terminal.progress('asking the deployed probe')
      return (await gate).ask({ selection, evidence: options.evidence ?? 'either', maxAgeSeconds })
    },
    async note(reason, against) {
      try {
        await (await gate).override({ reason, by: who(terminal.environment), against })
        return null
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error
        return `the override could not be noted: ${error.message}`
      }
    },
  }
}

/** This machine, with the config and the secrets that it has. */
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
    note: async () => 'the override is noted nowhere but here: --local has no deployment that could keep it',
  }
}

/** Whoever overrides passes even where Tokenwatch itself is what is broken; wrong usage stays wrong. */
function withoutAnswer(error: unknown, reason: string | null): CommandResult {
  if (!(error instanceof CommandFailure) || error.exitCode !== exitCodes.undecided || reason === null) throw error
  const notes = [...error.lines, `passes all the same: "${reason}"; the override could not be noted`]
  return { exitCode: exitCodes.ok, data: { override: { reason, noted: false }, checks: [] }, text: '', notes }
}

import { randomInt } from 'node:crypto'
import { drawMultipliers } from '../../functions/core/model/live-secrets.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import type { Network } from '../../functions/core/probe/network/network.ts'
import { agree } from '../framework/agreement.ts'
import { secondsOf } from '../framework/durations.ts'
import { CommandFailure } from '../framework/failure.ts'
import { writeWhole } from '../framework/files.ts'
import type { Terminal } from '../framework/terminal.ts'
import { askAll } from './asked.ts'
import { askingPlan, planLines } from './asking-plan.ts'
import type { AskingRules } from './check-for.ts'
import type { ExaminedSecret, ScannedCredential } from './examine.ts'
import { examineAll } from './examine-all.ts'
import { changesBetween, memoryOf, readBeforeOf, readMemory } from './fact-changes.ts'
import { parseFailOn } from './fail-on.ts'
import { fingerprinter } from './fingerprints.ts'
import { type Listed, listPlace } from './listing.ts'
import { openObservations } from './observations.ts'
import { lookUpReaders, type SecretReaders } from './readers.ts'
import type { ScanOptions } from './scan-options.ts'
import { type ScanReport, scanReportOf } from './scan-report.ts'
import { deathEvidenceOf } from './secret-age.ts'
import { forgetShortParts } from './short-parts.ts'

/** Everything that a scan needs from outside. Tests give a network that reaches a lab. */
export type ScanWorld = {
  readonly network: Network
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly terminal: Terminal
}

/** A finished scan: its report, and what a config is written from. */
export type Scanned = { readonly report: ScanReport; readonly examined: readonly ExaminedSecret[] }

/** Days before its end in which a credential counts as expiring, if no option says. */
const expiringDays = 30
const daySeconds = 86_400

/** Lists, looks, asks, and says what was found. Writes the file of facts and the observations, if they are wanted, and nothing else. */
export async function scanPlace(options: ScanOptions, world: ScanWorld): Promise<Scanned> {
  const { signal, terminal } = world
  drawMultipliers(randomInt)
  forgetShortParts(randomInt)
  const named = secondsOf('--within', options.within) ?? expiringDays * daySeconds
  // What fails a scan has to be found first.
  const withinSeconds = Math.max(named, parseFailOn(options.failOn).expiringSeconds ?? 0)
  const rules = rulesOf(options)
  const most = mostOf(options)
  const memory = options.facts === undefined ? null : await readMemory(options.facts)
  const listed = await listPlace(options, terminal, signal)
  const examination = { rules, fingerprint: fingerprinter(), keep: memory === null ? null : fingerprinter(memory.key) }
  const examined = await examineAll(listed.secrets, examination, { signal, terminal })
  const { verdicts, offline } = await askThem(examined, options, { ...world, most })
  const readers = await readersFor(listed, world)
  const readBefore = readBeforeOf(listed.secrets, memory?.before ?? null)
  const now = world.now()
  const after = memory === null ? null : memoryOf({ ...memory, now, examined, verdicts, readBefore })
  const report = scanReportOf({
    ...{ examined, verdicts, readers, readBefore, now, withinSeconds, offline },
    scanned: listed.scanned,
    gaps: listed.gaps,
    interrupted: signal.aborted,
    unseen: listed.secrets.length - examined.length,
    changes: after === null || memory?.before == null ? null : changesBetween(memory.before, after),
    deathEvidence: (secret) => deathEvidenceOf(secret, readers),
  })
  if (after !== null && options.facts !== undefined && !signal.aborted)
    writeWhole(options.facts, `${JSON.stringify(after)}\n`)
  return { report, examined }
}

function rulesOf({ host = [], billed = false }: ScanOptions): AskingRules {
  const bad = host.find((one) => URL.parse(`https://${one}/`)?.host !== one)
  if (bad !== undefined)
    throw new CommandFailure(
      'usage',
      '--host: expected a host such as git.acme.example, without https:// and without a path',
    )
  return { hosts: new Set(host), billed }
}

/** Credentials that one scan asks, if no option says. */
const mostAsked = 1_000

function mostOf({ most }: ScanOptions): number {
  if (most === undefined) return mostAsked
  const count = Number(most)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new CommandFailure('usage', '--most: expected a number of credentials such as 200')
  return count
}

type Asked = {
  readonly verdicts: ReadonlyMap<ScannedCredential, Verdict>
  /** True if nobody was asked: by an option, or because a person said no. */
  readonly offline: boolean
}

/** A check without a host is judged offline, as a JWT is. */
const isSilent = ({ check }: ScannedCredential): boolean => check.kind === 'check' && check.hosts.length === 0

/** Asks after one confirmation. A person who says no gets a report of what is known without asking. */
async function askThem(
  examined: readonly ExaminedSecret[],
  options: ScanOptions,
  world: ScanWorld & { readonly most: number },
): Promise<Asked> {
  const all = examined.flatMap(({ credentials }) => credentials).filter(({ check }) => check.kind === 'check')
  const some = all.filter((one) => !isSilent(one)).slice(0, world.most)
  const offline = options.offline === true || (some.length > 0 && !(await isAgreed(some, options, world)))
  const asked = [...all.filter(isSilent), ...(offline ? [] : some)]
  const observations = openObservations(options.observations)
  const onProgress = (answered: number) => world.terminal.progress(`asked ${answered} of ${asked.length} credentials`)
  const verdicts = await askAll(asked, { ...world, observations, onProgress })
  observations.write()
  return { verdicts, offline }
}

/** Asks a person once. A pipeline without `--yes` fails with the plan. */
async function isAgreed(
  asked: readonly ScannedCredential[],
  options: ScanOptions,
  { terminal }: ScanWorld,
): Promise<boolean> {
  terminal.progress(null)
  const steps = planLines(askingPlan(asked))
  try {
    await agree({ what: 'send credentials to these hosts', steps }, options, terminal)
    return true
  } catch (error) {
    if (!(error instanceof CommandFailure) || !terminal.isInteractive) throw error
    terminal.note('Nobody is asked. The report holds what is known without asking.')
    return false
  }
}

async function readersFor({ regions }: Listed, world: ScanWorld): Promise<ReadonlyMap<string, SecretReaders>> {
  const found = new Map<string, SecretReaders>()
  for (const region of regions) {
    world.terminal.progress(`reading the event history of ${region}`)
    found.set(region, await lookUpReaders(region, world))
  }
  return found
}

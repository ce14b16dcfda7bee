import { answerPlaceholder } from '../../functions/config/schema/undecided.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { hostOf } from '../../functions/core/model/check.ts'
import { zoneWords } from '../../functions/core/model/expiry.ts'
import type { Compared, Reading } from '../../functions/core/model/reading.ts'
import type { Control } from '../../functions/core/probe/control.ts'
import { forbiddenUndocumented } from '../../functions/core/probe/forbidden.ts'
import type { Probed } from '../../functions/core/probe/probe.ts'
import { providers } from '../../functions/providers/providers.ts'

/** Evidence behind a verdict, for programs. Holds names, numbers and our own sentences; no body, no header, no secret value. */
export type Explanation = {
  readonly check: string
  readonly profile: string
  readonly host: string | null
  readonly secret: string
  readonly attempts: readonly string[]
  /** Answers to requests that the API must refuse. */
  readonly controls: readonly string[]
  readonly compared: readonly string[]
  readonly findings: readonly string[]
  /** Lines for the config that would give an undocumented refusal a meaning; empty if there was none. */
  readonly declare: readonly string[]
  readonly verdict: string
}

/** Evidence of the command line beside the probe. */
export type ExplainOptions = {
  readonly controls?: readonly Control[]
  /** The file that was read instead of Secrets Manager; `null` if there was none. */
  readonly secretsFile?: string | null
}

/** Explains every step from the secret to the verdict. */
export function explain(
  check: Check,
  { readings, verdict }: Probed,
  { controls = [], secretsFile = null }: ExplainOptions = {},
): Explanation {
  const { reason, standing, severity, findings, evidence } = verdict
  const { scopes, expiry } = evidence
  return {
    check: check.key,
    profile: check.profile,
    host: hostOf(check),
    secret: secretWords(check, secretsFile),
    attempts: readings.map(attemptWords),
    controls: controls.map(controlWords),
    compared: [
      comparedWords('identity', evidence.identity),
      comparedWords('environment', evidence.environment),
      ...(scopes === null
        ? ['scopes: not compared']
        : [
            `scopes: required ${list(scopes.required)}, missing ${list(scopes.missing)}, forbidden but granted ${list(scopes.forbidden)}`,
          ]),
      ...assertionWords(check, readings.at(-1)),
      ...(expiry === null
        ? ['expiry: unknown']
        : [
            `expiry: ${expiry.at === 'never' ? 'never' : new Date(expiry.at * 1_000).toISOString()}, according to ${expiry.source}${zoneWords(expiry)}`,
          ]),
    ],
    findings: findings.map((finding) => `${finding.reason}: ${finding.detail}`),
    declare: declarations(check, readings),
    verdict: `${standing}, ${reason}; severity ${severity}; ${evidence.attempts} attempt${evidence.attempts === 1 ? '' : 's'}`,
  }
}

export function explanationText(explanations: readonly Explanation[]): string {
  return explanations.map((one) => `${linesOf(one).join('\n')}\n\n`).join('')
}

function linesOf({
  check,
  profile,
  host,
  secret,
  attempts,
  controls,
  compared,
  findings,
  declare,
  verdict,
}: Explanation): readonly string[] {
  return [
    `${check}`,
    `  profile   ${profile}${host === null ? '' : `, host ${host}`}`,
    `  secret    ${secret}`,
    ...attempts.map((attempt, index) => `  attempt ${index + 1} ${attempt}`),
    ...controls.map((line) => `  control   ${line}`),
    ...compared.map((line) => `  compared  ${line}`),
    ...(findings.length === 0 ? ['  finding   none'] : findings.map((line) => `  finding   ${line}`)),
    ...declare.map((line) => `  declare   ${line}`),
    `  verdict   ${verdict}`,
  ]
}

/**
 * Lines to fill in. The body of an answer is never kept, so a person writes its words and what they mean. As it stands, `validate` refuses
 * the line: it must not make a verdict that nobody has decided.
 */
function declarations({ profile }: Check, readings: readonly Reading[]): readonly string[] {
  const last = readings.at(-1)
  if (last?.kind !== 'answered' || last.rule !== forbiddenUndocumented.name) return []
  const asksOwn = providers.get(profile)?.question === null
  return [
    `answers: [{ status: ${last.status}, when: "message == '${answerPlaceholder.words}'", means: '${answerPlaceholder.means}' }],`,
    '// when: the words of the answer. means: what the API documents them for:',
    `//   'ping_forbidden'  a living credential that may not ask this${asksOwn ? ', and need not' : ''}`,
    "//   'under_scoped'    a living credential that lacks a permission you need",
    "//   'rejected'        a dead credential",
  ]
}

function secretWords({ secret }: Check, secretsFile: string | null): string {
  if (secret === null) return 'none'
  const { source, fields, stage } = secret
  const roles = Object.entries(fields).map(([role, field]) =>
    field === null ? role : `${role} from its field ${field}`,
  )
  switch (source.from) {
    case 'secrets-manager':
      return `${source.id} in ${secretsFile === null ? `Secrets Manager, ${stage}` : `the file ${secretsFile}`}: ${roles.join(', ')}`
    case 'parameter-store':
      return `${source.name} in ${secretsFile === null ? 'Parameter Store' : `the file ${secretsFile}`}: ${roles.join(', ')}`
    case 'environment':
      return `environment variable ${source.variable}: ${roles.join(', ')}`
    case 'file':
      return `file ${source.path}: ${roles.join(', ')}`
  }
}

function attemptWords(reading: Reading): string {
  const version = reading.versionId === null ? '' : `, version ${reading.versionId}`
  if (reading.kind === 'failed') return `failed at ${reading.phase}: ${reading.code} means ${reading.reason}${version}`
  const status =
    reading.status === null
      ? 'nothing was sent'
      : `HTTP ${reading.status} after ${Math.round(reading.timings.totalMs)} ms`
  return `${status}: rule ${reading.rule} means ${reading.meaning}${version}`
}

function controlWords({ credential, outcome, shown }: Control): string {
  const sent = credential === 'none' ? 'without a credential' : 'with a broken credential'
  return `${sent}: ${outcomeWords[outcome]} (${shown})`
}

const outcomeWords: Readonly<Record<Control['outcome'], string>> = {
  refused: 'refused, as expected',
  accepted: 'accepted',
  unanswered: 'no usable answer',
  unsent: 'not compared, nothing was sent',
}

function comparedWords(what: string, compared: Compared | null): string {
  if (compared === null) return `${what}: not compared`
  const { expected, seen, matches } = compared
  if (expected === null) return `${what}: not compared, none is expected; found ${seen ?? 'none'}`
  return `${what}: expected ${expected}, found ${seen ?? 'none'}${matches ? '' : ': does not match'}`
}

/** Says of each assertion if it holds. Only a good answer is compared with them. */
function assertionWords({ expect }: Check, last: Reading | undefined): readonly string[] {
  const failed = last?.kind === 'answered' && last.meaning === 'alive' ? last.failedAssertions : null
  return expect.assert.map((expression) => {
    if (failed === null) return `assertion: ${expression}: not compared`
    const because = failed.find((one) => one.expression === expression)?.because ?? 'holds'
    return `assertion: ${expression}: ${assertionSays[because]}`
  })
}

const assertionSays = {
  holds: 'holds',
  absent: 'not compared, the answer lacks what it reads',
  differs: 'does not hold',
  not_boolean: 'not compared, it is neither true nor false',
} as const

const list = (scopes: readonly string[]): string => (scopes.length === 0 ? 'none' : scopes.join(' '))

import { instantOf } from '../../core/alerting/messages/instant.ts'
import { formatDuration } from '../../core/model/duration.ts'
import type { Reason } from '../../core/model/reason.ts'
import type { CheckView } from '../check-view.ts'
import { sentenceOf } from '../words.ts'
import { cannotTell, finding, findingsOr, type Risk, type RiskStatement, type RiskSubject } from './risks.ts'

const daySeconds = 86_400

/** A secret that lives longer than this counts as long-lived. OWASP names no number. */
export const longLivedDays = 365

/** OWASP's list of 2025, with what Tokenwatch can see of each risk. */
export const risks: readonly Risk[] = [
  {
    id: 'NHI1',
    title: 'NHI1:2025 Improper Offboarding',
    looksAt:
      'Owners and users that the config names, disuse, and old versions that still work. A credential that no check watches is not seen: "tokenwatch scan" lists those',
    judge: offboarding,
  },
  {
    id: 'NHI2',
    title: 'NHI2:2025 Secret Leakage',
    looksAt: 'Nothing: Tokenwatch searches no code, no logs and no chat. A secret scanner does',
    judge: null,
  },
  {
    id: 'NHI3',
    title: 'NHI3:2025 Vulnerable Third-Party NHI',
    looksAt: 'Nothing: Tokenwatch does not see what a provider or an extension does with its own credentials',
    judge: null,
  },
  {
    id: 'NHI4',
    title: 'NHI4:2025 Insecure Authentication',
    looksAt: 'Kinds of credentials that their provider will end, and endpoints that also accept a broken credential',
    judge: authentication,
  },
  {
    id: 'NHI5',
    title: 'NHI5:2025 Overprivileged NHI',
    looksAt:
      'Scopes that the check forbids, and scopes beyond those of the same check in another environment. Other scopes of an answer are not stored',
    judge: privileges,
  },
  {
    id: 'NHI6',
    title: 'NHI6:2025 Insecure Cloud Deployment Configurations',
    looksAt: 'Nothing: Tokenwatch reads no pipeline, no trust policy and no role',
    judge: null,
  },
  {
    id: 'NHI7',
    title: 'NHI7:2025 Long-Lived Secrets',
    looksAt: `Known ends more than ${longLivedDays} days ahead, credentials without an end, and the age policies of checks`,
    judge: lifetime,
  },
  {
    id: 'NHI8',
    title: 'NHI8:2025 Environment Isolation',
    looksAt: 'The same credential or the same identity in several environments of this deployment',
    judge: isolation,
  },
  {
    id: 'NHI9',
    title: 'NHI9:2025 NHI Reuse',
    looksAt: 'Several users of one credential, and one identity behind several checks of an environment',
    judge: reuse,
  },
  {
    id: 'NHI10',
    title: 'NHI10:2025 Human Use of NHI',
    looksAt: 'Readers of the secret in CloudTrail that nobody named as consumers. Use at the provider is not seen',
    judge: humanUse,
  },
]

const verdictOf = ({ judgedAt }: CheckView): string =>
  judgedAt === null ? 'no verdict' : `verdict of ${instantOf(judgedAt)}`

/** Returns a finding for a reason that the last verdict has. */
function byReason({ check }: RiskSubject, reason: Reason): RiskStatement | null {
  const has = check.shown !== 'waiting' && (check.reason === reason || check.also.includes(reason))
  return has ? finding(sentenceOf(reason), `${verdictOf(check)}: ${reason}`) : null
}

/** Says that a verdict is missing or too old to show that a reason is absent; `null` if it is neither. */
function withoutVerdict({ check }: RiskSubject): RiskStatement | null {
  if (check.shown === 'waiting') return cannotTell('It was not judged yet', 'no verdict')
  if (check.staleBecause !== null) return cannotTell('Its last verdict is no evidence now', check.staleBecause)
  return check.shown === 'valid' ? null : cannotTell('It is not proved to work', `${verdictOf(check)}: ${check.reason}`)
}

function offboarding(subject: RiskSubject): readonly RiskStatement[] {
  const { owner, usedBy } = subject.check
  return findingsOr(
    [
      owner === null ? finding('Nobody is named as its owner', 'config: owner') : null,
      usedBy.length === 0 ? finding('Nothing is named that uses it', 'config: usedBy') : null,
      byReason(subject, 'idle_expiry'),
      byReason(subject, 'overlap_open'),
    ],
    withoutVerdict(subject),
  )
}

function authentication(subject: RiskSubject): readonly RiskStatement[] {
  return findingsOr([byReason(subject, 'type_sunset'), byReason(subject, 'vacuous')], withoutVerdict(subject))
}

function privileges(subject: RiskSubject): readonly RiskStatement[] {
  const { scopes } = subject.check
  const otherwise =
    scopes === null
      ? cannotTell('No scopes of it were read', 'verdict without scopes')
      : cannotTell('No scope that the check forbids was granted; others are not stored', verdictOf(subject.check))
  return findingsOr([byReason(subject, 'over_scoped')], otherwise)
}

function lifetime(subject: RiskSubject): readonly RiskStatement[] {
  const found = [byReason(subject, 'overdue'), longEnd(subject), oldAge(subject), neverRotated(subject)]
  return findingsOr(found, unknownEnd(subject))
}

function longEnd({ row: { expires }, nowMs }: RiskSubject): RiskStatement | null {
  if (expires === null) return null
  if (expires.at === 'never') return finding('It has no end', `expiry: ${expires.source}`)
  const leftSeconds = (expires.at - nowMs) / 1_000
  if (leftSeconds <= longLivedDays * daySeconds) return null
  return finding(`It ends in ${formatDuration(leftSeconds)}`, `expiry: ${expires.source}`)
}

function oldAge({ row: { created }, nowMs }: RiskSubject): RiskStatement | null {
  if (created === null) return null
  const ageSeconds = (nowMs - created.at) / 1_000
  return ageSeconds > longLivedDays * daySeconds
    ? finding(`It was made ${formatDuration(ageSeconds)} ago`, created.evidence)
    : null
}

/** Only of its own rotations Tokenwatch knows that there was none. */
function neverRotated({ check, row, areRotationsRead }: RiskSubject): RiskStatement | null {
  const isKnown = check.rotation === 'ours' && areRotationsRead
  return isKnown && row.lastRotated === null
    ? finding('Tokenwatch rotates it, and never has', 'no rotation is recorded that was promoted')
    : null
}

/** Sources that nobody but the config vouches for. */
const declared: ReadonlySet<string> = new Set(['declared', 'tag', 'secret_field'])

function unknownEnd({ row: { expires, created } }: RiskSubject): RiskStatement | null {
  if (expires === null)
    return created === null ? cannotTell('Neither its end nor its age is known', 'no source names one') : null
  return declared.has(expires.source)
    ? cannotTell('Its end is only declared, and was read from nothing', `expiry: ${expires.source}`)
    : null
}

/** Lists the checks of the same provider that show the same identity. */
function sameIdentity({ check, others }: RiskSubject): readonly CheckView[] {
  const seen = check.identity?.seen ?? null
  if (seen === null) return []
  return others.filter(
    (other) => other.key !== check.key && other.provider === check.provider && other.identity?.seen === seen,
  )
}

function identityFindings(subject: RiskSubject, isSame: (other: CheckView) => boolean): readonly RiskStatement[] {
  return sameIdentity(subject)
    .filter(isSame)
    .map((other) => finding(`Its identity is also that of ${other.key}`, `${verdictOf(subject.check)}: identity`))
}

function isolation(subject: RiskSubject): readonly RiskStatement[] {
  const { check, others } = subject
  const elsewhere = others.filter(
    ({ provider, environment }) => provider === check.provider && environment !== check.environment,
  )
  const isUnread = [check, ...elsewhere].some(({ identity }) => identity?.seen == null)
  return findingsOr(
    [
      byReason(subject, 'shared_across_environments'),
      byReason(subject, 'wrong_environment'),
      ...identityFindings(subject, ({ environment }) => environment !== check.environment),
    ],
    elsewhere.length > 0 && isUnread
      ? cannotTell('Not every identity of this provider was read, so not all could be compared', 'verdicts: identity')
      : withoutVerdict(subject),
  )
}

function reuse(subject: RiskSubject): readonly RiskStatement[] {
  const { check } = subject
  const { usedBy } = check
  return findingsOr(
    [
      usedBy.length > 1 ? finding(`${usedBy.length} services use it: ${usedBy.join(', ')}`, 'config: usedBy') : null,
      ...identityFindings(subject, ({ environment }) => environment === check.environment),
    ],
    usedBy.length === 0
      ? cannotTell('Nothing is named that uses it', 'config: usedBy')
      : check.identity?.seen == null
        ? cannotTell('Its identity was not read, so it could not be compared', 'verdict without identity')
        : null,
  )
}

function humanUse({ check }: RiskSubject): readonly RiskStatement[] {
  const unnamed = check.consumers?.unnamed ?? []
  return findingsOr(
    unnamed.map((reader) => finding(`Nobody named this reader, who may be a person: ${reader}`, 'CloudTrail')),
    cannotTell('Who uses it is not seen', 'no source names users'),
  )
}

import { isDeath } from '../../functions/core/model/reason.ts'
import type { Verdict } from '../../functions/core/model/verdict.ts'
import { environmentOfSubject } from '../recognition/setting-of.ts'
import type { Allowance } from './allowances.ts'
import type { ExaminedSecret, ScannedCredential } from './examine.ts'
import { type FindingKind, type ScanFinding, worstFirst } from './scan-finding.ts'
import { placeOfSecret } from './scanned-secret.ts'
import { type AgeFacts, agesOf } from './secret-age.ts'

/** Facts that findings are made of. */
export type ScanFacts = AgeFacts & {
  readonly examined: readonly ExaminedSecret[]
  readonly verdicts: ReadonlyMap<ScannedCredential, Verdict>
  readonly offline: boolean
  /** True if somebody stopped it with Ctrl-C. */
  readonly interrupted: boolean
  readonly allowances: readonly Allowance[]
  /** Seconds before its end in which a credential counts as expiring. */
  readonly withinSeconds: number
}

/** Finds what a person has to look at, worst first. It decides by facts alone and knows no value. */
export function scanFindings(facts: ScanFacts): readonly ScanFinding[] {
  const all = facts.examined.flatMap((one) => [
    ...one.credentials.flatMap((credential) => ofCredential(credential, facts)),
    ...agesOf(one, facts),
    ...unknownOf(one),
  ])
  return worstFirst([...all, ...sharedIn(facts.examined), ...facts.allowances.map(notAllowed)])
}

type Made = Pick<ScanFinding, 'because' | 'todo'> & { readonly evidence?: readonly string[] }

const about = (
  kind: FindingKind,
  credential: ScannedCredential,
  { because, todo, evidence = [] }: Made,
): ScanFinding => ({
  kind,
  place: placeOfSecret(credential.secret),
  fields: shownFields(credential),
  profile: credential.found.profile,
  title: credential.found.title,
  because,
  evidence,
  todo,
})

const shownFields = ({ found }: ScannedCredential): readonly string[] =>
  Object.values(found.fields).flatMap((field) => field ?? [])

function ofCredential(credential: ScannedCredential, facts: ScanFacts): readonly ScanFinding[] {
  const { check, found } = credential
  const verdict = facts.verdicts.get(credential)
  if (check.kind === 'unasked') {
    const because = `${check.why}; ${found.because}`
    return [about(found.confidence === 'low' ? 'perhaps' : 'not_asked', credential, { because, todo: check.todo })]
  }
  if (verdict === undefined) return [about('not_asked', credential, unaskedWords(facts))]
  return [...judged(credential, verdict, facts), ...expiryOf(credential, verdict, facts)]
}

function unaskedWords({ offline, interrupted }: ScanFacts): Made {
  if (offline) return { because: 'nobody was asked (--offline)', todo: 'run the scan without --offline' }
  return interrupted
    ? { because: 'the scan ended before it was asked', todo: 'run the scan again' }
    : { because: 'there are more than --most allows', todo: 'raise --most, or narrow the scan with --prefix' }
}

function judged(credential: ScannedCredential, verdict: Verdict, facts: ScanFacts): readonly ScanFinding[] {
  const detail = verdict.findings.find(({ reason }) => reason === verdict.reason)?.detail ?? verdict.reason
  if (isDeath(verdict.reason) || verdict.standing === 'invalid')
    return [
      about('dead', credential, {
        because: `${verdict.reason}: ${detail}`,
        evidence: facts.deathEvidence(credential.secret),
        todo: credential.secret.rotates
          ? 'look at its rotation first: the next one may replace it'
          : 'replace it where it is used, or delete the secret',
      }),
    ]
  if (verdict.standing === 'misconfigured')
    return [
      about('broken', credential, {
        because: `${verdict.reason}: ${detail}`,
        todo: 'fix the secret; nothing could be asked with it',
      }),
    ]
  const scopes = verdict.evidence.scopes?.forbidden ?? []
  const wide =
    scopes.length === 0
      ? []
      : [
          about('over_scoped', credential, {
            because: `it holds ${scopes.join(', ')}`,
            todo: 'issue one with fewer scopes, if nobody needs these',
          }),
        ]
  if (verdict.standing === 'unknown') return [...wide, unanswered(credential, verdict, detail)]
  return wide
}

/** JWTs and the like are read offline, which proves nothing. Everything else was asked, and the answer decides nothing. */
function unanswered(credential: ScannedCredential, verdict: Verdict, detail: string): ScanFinding {
  if (credential.found.profile === 'jwt')
    return about('not_asked', credential, {
      because: 'its claims were read; no issuer was asked, so nothing proves it',
      todo: "add its issuer's key set to the check: jwks",
    })
  return about('unanswered', credential, {
    because: `${verdict.reason}: ${detail}`,
    todo: 'ask again later, or from another network',
  })
}

function expiryOf(
  credential: ScannedCredential,
  { evidence, standing, at }: Verdict,
  { withinSeconds }: ScanFacts,
): readonly ScanFinding[] {
  const { expiry } = evidence
  if (expiry === null || expiry.at === 'never' || standing === 'invalid') return []
  const leftSeconds = expiry.at - Math.floor(at / 1_000)
  if (leftSeconds > withinSeconds) return []
  const day = new Date(expiry.at * 1_000).toISOString().slice(0, 10)
  const because =
    leftSeconds <= 0 ? `its known end was ${day} (${expiry.source})` : `it ends on ${day} (${expiry.source})`
  return [about('expiring', credential, { because, todo: 'rotate it before that day' })]
}

/** Finds credentials that stand in several secrets or environments, by a hash that only this scan knows. */
function sharedIn(examined: readonly ExaminedSecret[]): readonly ScanFinding[] {
  const all = examined
    .flatMap(({ credentials }) => credentials)
    .filter(({ fingerprint, found }) => fingerprint !== null && found.confidence !== 'low')
  const groups = Map.groupBy(all, ({ fingerprint }) => fingerprint)
  return [...groups.values()].flatMap((group) => {
    const [first] = group.toSorted((one, other) => (placeOfSecret(one.secret) < placeOfSecret(other.secret) ? -1 : 1))
    const places = [...new Set(group.map(({ secret }) => placeOfSecret(secret)))]
    if (first === undefined || places.length < 2) return []
    const named = [...new Set(group.flatMap(({ secret }) => environmentOfSubject(secret) ?? []))].toSorted()
    const kind = named.length > 1 ? 'shared_across_environments' : 'shared'
    const because =
      named.length > 1
        ? `the same credential is used in ${named.join(' and ')}`
        : 'the same credential stands in several secrets'
    return [
      about(kind, first, {
        because,
        evidence: places
          .toSorted()
          .slice(1)
          .map((place) => `also in ${place}`),
        todo: 'issue one for each place, so that each can be rotated alone',
      }),
    ]
  })
}

function unknownOf({ secret, recognition, unread }: ExaminedSecret): readonly ScanFinding[] {
  const place = { place: placeOfSecret(secret), profile: null, title: null, evidence: [] }
  return unread === null
    ? recognition.unrecognized.map(({ field, because }) => ({
        ...place,
        kind: 'not_recognised' as const,
        fields: field === null ? [] : [field],
        because,
        todo: 'tag the secret tokenwatch:profile=..., if it is of a provider',
      }))
    : []
}

/** An action that AWS refused is a finding of its own: what it hides is unknown. */
function notAllowed({ action, count, places, statement }: Allowance): ScanFinding {
  const [first = '*'] = places
  const others = places.slice(1, 5)
  const rest = places.length - 1 - others.length
  return {
    kind: 'not_allowed',
    place: first,
    fields: [],
    profile: null,
    title: null,
    because: `${action} was denied ${count === 1 ? 'once' : `${count} times`}`,
    evidence: [
      ...others.map((place) => `also for ${place}`),
      ...(rest === 0 ? [] : [`and for ${rest} more: --report json lists all`]),
    ],
    todo: `allow ${statement}`,
  }
}

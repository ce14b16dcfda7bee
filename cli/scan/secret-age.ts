import type { ExaminedSecret } from './examine.ts'
import { historyDays, readersOf, type SecretReaders } from './readers.ts'
import type { ScanFinding } from './scan-finding.ts'
import { placeOfSecret, type ScannedSecret } from './scanned-secret.ts'

/** Facts about the age and the use of secrets. */
export type AgeFacts = {
  readonly now: number
  /** Event history by Region; none where no Region was looked at. */
  readonly readers: ReadonlyMap<string, SecretReaders>
  /** Last day on which somebody else than a scan read a secret, by its ARN, as an earlier scan saw it. */
  readonly readBefore: ReadonlyMap<string, number | 'never'>
  /** Tells who reads a dead credential, and since when it may be dead. */
  deathEvidence(secret: ScannedSecret): readonly string[]
}

const dayMs = 86_400_000
/** Age from which a secret that nobody rotated is said to be old. */
const oldDays = 180

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Finds secrets that were never rotated, and those that nobody reads. What a place does not tell is not judged. */
export function agesOf({ secret, credentials }: ExaminedSecret, facts: AgeFacts): readonly ScanFinding[] {
  const credential = credentials.find(({ found }) => found.confidence !== 'low')
  if (credential === undefined || secret.deletesAt !== null) return []
  const { profile, title } = credential.found
  const base = { place: placeOfSecret(secret), fields: [], profile, title }
  return [...neverRotated(secret, facts), ...unread(secret, facts)].map((made) => ({ ...base, ...made }))
}

type AgeFinding = Pick<ScanFinding, 'kind' | 'because' | 'evidence' | 'todo'>

function neverRotated(secret: ScannedSecret, { now }: AgeFacts): readonly AgeFinding[] {
  const { createdAt, changedAt, rotatedAt, rotates } = secret
  const last = Math.max(rotatedAt ?? 0, changedAt ?? createdAt ?? 0)
  if (rotatedAt !== null || last === 0 || now - last < oldDays * dayMs) return []
  const days = Math.floor((now - last) / dayMs)
  const created = createdAt === null ? [] : [`created on ${day(createdAt)}, last changed on ${day(last)}`]
  if (rotates)
    return [
      {
        kind: 'never_rotated',
        because: `its rotation is switched on, and has not changed it for ${days} days`,
        evidence: [...created, `rotated by ${rotatorWords(secret)}`],
        todo: 'look why its rotation never ended well',
      },
    ]
  // Secrets Manager goes on naming the function of a rotation that was switched off.
  const off =
    secret.rotator === null ? 'no rotation is set up' : `its rotation by ${rotatorWords(secret)} is switched off`
  return [
    {
      kind: 'never_rotated',
      because: `nobody changed it for ${days} days, and ${off}`,
      evidence: created,
      todo: 'rotate it, or let AWS do so',
    },
  ]
}

/** Names who rotates a secret, as far as its place says. */
function rotatorWords({ rotator, service, type }: ScannedSecret): string {
  if (rotator !== null) return `the function ${rotator}`
  if (service !== null) return `the AWS service ${service}`
  return type === null ? 'Secrets Manager itself' : `Secrets Manager itself, as a ${type}`
}

/** The store counts reads by days, and a scan counts as a read. So what an earlier scan saw before it read counts here. */
function unread(secret: ScannedSecret, facts: AgeFacts): readonly AgeFinding[] {
  const accessed = facts.readBefore.get(secret.arn ?? '') ?? secret.accessedAt
  if (secret.source !== 'secrets-manager' || accessed === null) return []
  const isOld = (at: number) => facts.now - at > historyDays * dayMs
  if (accessed === 'never' && !isOld(secret.createdAt ?? facts.now)) return []
  if (accessed !== 'never' && !isOld(accessed)) return []
  const said =
    accessed === 'never' ? 'Secrets Manager knows of no read' : `Secrets Manager saw its last read on ${day(accessed)}`
  const history = facts.readers.get(secret.region ?? '')
  const readers = history === undefined ? [] : readersOf(history, secret)
  const others = 'a copy in another Region or account, or a value that was copied elsewhere, is not seen'
  if (history?.isComplete === true && readers.length === 0)
    return [
      {
        kind: 'unused',
        because: `nobody read it for ${historyDays} days`,
        evidence: [said, `CloudTrail's event history of ${historyDays} days holds no read of it`, others],
        todo: 'ask its owner; mark it for deletion with the longest recovery window first',
      },
    ]
  return [
    {
      kind: 'unread',
      because: `nobody read it for ${historyDays} days, by its own record`,
      evidence: [said, ...historyWords(history), others],
      todo: 'ask its owner if anything still needs it',
    },
  ]
}

function historyWords(history: SecretReaders | undefined): readonly string[] {
  if (history === undefined || history.since === null)
    return ['CloudTrail was not looked at: the session may not, or it gave no answer']
  return history.isComplete ? [] : [`CloudTrail was read back to ${day(history.since)} only`]
}

/** Tells since when a credential may be dead, and who reads it, as far as the account says. */
export function deathEvidenceOf(secret: ScannedSecret, readers: ReadonlyMap<string, SecretReaders>): readonly string[] {
  const history = readers.get(secret.region ?? '')
  const found = history === undefined ? [] : readersOf(history, secret)
  const changed = secret.changedAt ?? secret.createdAt
  const accessed = typeof secret.accessedAt === 'number' ? [`last read on ${day(secret.accessedAt)}`] : []
  return [
    ...(changed === null ? [] : [`dead at some time since ${day(changed)}, when it was last changed`]),
    ...(secret.rotates
      ? [
          `rotated by ${rotatorWords(secret)}${secret.rotatedAt === null ? ', which never ended well' : `, last on ${day(secret.rotatedAt)}`}`,
        ]
      : []),
    ...accessed,
    ...(found.length === 0
      ? historyWords(history).filter(() => secret.source === 'secrets-manager')
      : [
          `read in the last ${historyDays} days by ${found.slice(0, 3).join(', ')}${found.length > 3 ? ` and ${found.length - 3} more` : ''}`,
        ]),
  ]
}

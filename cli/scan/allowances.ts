import { type ExaminedSecret, unreadReasonWords } from './examine.ts'
import type { SecretReaders } from './readers.ts'
import { type ListingGap, placeOfSecret } from './scanned-secret.ts'

/** An action that was refused, how often, and the line of a policy that would allow it. */
export type Allowance = {
  readonly action: string
  readonly count: number
  /** Places that were refused. */
  readonly places: readonly string[]
  /** Statement of an IAM policy, as JSON on one line. */
  readonly statement: string
}

/** Groups everything that AWS refused by action. */
export function allowancesOf(
  examined: readonly ExaminedSecret[],
  gaps: readonly ListingGap[],
  readers: ReadonlyMap<string, SecretReaders>,
): readonly Allowance[] {
  const refused = [
    ...gaps.flatMap(({ where, denial }) => (denial === null ? [] : [{ place: where, denial }])),
    ...examined.flatMap(({ secret, unread }) =>
      (unread?.denials ?? []).map((denial) => ({ place: placeOfSecret(secret), denial })),
    ),
    ...[...readers].flatMap(([region, { denial }]) =>
      denial === null ? [] : [{ place: `the event history of ${region}`, denial }],
    ),
  ]
  const groups = Map.groupBy(refused, ({ denial }) => denial.action)
  return [...groups].map(([action, group]) => ({
    action,
    count: group.length,
    places: group.map(({ place }) => place).toSorted(),
    statement: JSON.stringify({
      Effect: 'Allow',
      Action: action,
      Resource: shortResources(group.map(({ denial }) => denial.resource)),
    }),
  }))
}

/** Names each resource while they are few. Beyond that, their common beginning. */
export function shortResources(all: readonly string[]): string | readonly string[] {
  const resources = [...new Set(all)].toSorted()
  const [first = '*'] = resources
  if (resources.length === 1) return first
  if (resources.length <= 3) return resources
  const last = resources.at(-1) ?? first
  let same = 0
  while (same < first.length && first[same] === last[same]) same += 1
  return `${first.slice(0, same)}*`
}

/** Values that are not there for anybody. That they were not read hides nothing. */
const readByNobody: ReadonlySet<string> = new Set(['pending_deletion', 'gone'])

/** Counts secrets whose value was not read, by the reason, in words: those that nobody can read, or the others. */
export function unreadCounts(examined: readonly ExaminedSecret[], byNobody: boolean): readonly string[] {
  const all = examined.flatMap(({ unread }) => unread?.why ?? []).filter((why) => readByNobody.has(why) === byNobody)
  return [...Map.groupBy(all, (why) => why)].map(([why, same]) => `${same.length} not read: ${unreadReasonWords[why]}`)
}

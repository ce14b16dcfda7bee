import { isSettled } from '../../../functions/core/rotation/record.ts'
import type { RotateDependencies } from '../../../functions/core/rotation/rotation-run.ts'
import type { LabSubject } from '../../support/lab-subject.ts'
import type { Kind } from '../../support/rotation-kinds.ts'
import type { RotationLab } from '../../support/rotation-lab.ts'

/** Point of a crash: before the first call of a run, or after one of its calls took effect, by number or by name. */
export type CrashPoint = { readonly after: number; readonly named?: string }

/** One line of the table: the state after a crash, the steps after it, and the end. */
export type CrashRow = {
  readonly kind: string
  readonly crash: string
  readonly found: string
  readonly done: string
  readonly end: string
  readonly lockedOut: boolean
  /** True if the rotation stays open until a person acts. */
  readonly needsPerson: boolean
  /** Times at which no consumer could have worked with the current version, checked after each call. */
  readonly outages: number
  readonly exchanges: number
  readonly orphans: number
  readonly pages: readonly string[]
}

/** Error of a dead process: none of its later calls takes effect. */
class Crashed extends Error {}

type Effects = Pick<RotateDependencies, 'versions' | 'journal' | 'escrow' | 'network' | 'notify' | 'sleep'>

/** Dependencies that die after a number of calls, and a record of those calls. */
export function crashing(
  dependencies: RotateDependencies,
  { after, named }: CrashPoint,
  look: () => void,
  written: Map<string, string>,
) {
  let calls = 0
  let last = 'nothing yet'
  let dead = after === 0
  async function pass<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
    if (dead) throw new Crashed()
    const result = await call()
    calls += 1
    last = name
    dead = calls === after || name === named
    look()
    if (dead) throw new Crashed()
    return result
  }
  const { versions, journal, escrow, network, notify } = dependencies
  const effects: Effects = {
    versions: {
      describe: (...given) => pass('describe', () => versions.describe(...given)),
      read: (arn, version) => pass(`read ${version.stage}`, () => versions.read(arn, version)),
      putPending: (arn, versionId, value, token) =>
        pass('save', async () => {
          const outcome = await versions.putPending(arn, versionId, value, token)
          written.set(versionId, String(JSON.parse(value).key))
          return outcome
        }),
      promote: (...given) => pass('promote', () => versions.promote(...given)),
      attachPending: (...given) => pass('label', () => versions.attachPending(...given)),
      dropPending: (...given) => pass('drop pending', () => versions.dropPending(...given)),
    },
    journal: {
      read: (check) => pass('read record', () => journal.read(check)),
      write: (record) => pass(`record ${record.phase}`, () => journal.write(record)),
      history: (check, newest) => journal.history(check, newest),
    },
    escrow: {
      put: (...given) => pass('escrow', () => escrow.put(...given)),
      get: (...given) => pass('look into escrow', () => escrow.get(...given)),
      remove: (...given) => pass('clear escrow', () => escrow.remove(...given)),
    },
    network: {
      exchange: (request, signal) =>
        pass(`${request.method} ${pathOf(request.url)}`, () => network.exchange(request, signal)),
      close: async () => {},
    },
    notify: (message) => pass('notify', () => notify(message)),
    sleep: async (milliseconds) => {
      if (dead) throw new Crashed()
      await dependencies.sleep(milliseconds)
    },
  }
  return { dependencies: { ...dependencies, ...effects }, calls: () => calls, last: () => last }
}

/** Removes the ids, which differ from run to run. */
const pathOf = (url: URL) => url.pathname.replace(/[0-9a-f-]{36}/g, ':id')

/**
 * Runs that follow a crash: first Secrets Manager's own retries, then ours. A token of five hours is followed until shortly
 * before its end, when its only replay is due.
 */
const retries = 3
const looks = { few: 5, untilTheEnd: 14 }
const betweenRetriesMs = 20_000
const runIntervalMs = 21 * 60_000

/** Lists every crash point of one kind, each with a subject of its own, until a run ends without a crash. */
export async function* crashesOf(lab: RotationLab, kind: Kind): AsyncGenerator<CrashRow> {
  for (let after = 0; ; after += 1) {
    const row = await crashOnce(lab, kind, { after })
    if (row === null) return
    yield row
  }
}

async function crashOnce(lab: RotationLab, kind: Kind, point: CrashPoint): Promise<CrashRow | null> {
  const subject = await lab.subject(kind)
  await subject.begin()
  let outages = 0
  const firstValue = (await subject.valueAt('AWSCURRENT'))?.['key'] ?? ''
  /** Tokens by the version that they were saved under. */
  const written = new Map<string, string>()
  const look = () => {
    const value = written.get(subject.versionAt('AWSCURRENT') ?? '') ?? firstValue
    if (!subject.provider.works(value)) outages += 1
  }
  const first = crashing(subject.dependencies, point, look, written)
  if (await subject.steps(first.dependencies)) return null
  const found = await describe(subject)
  const watched = crashing(subject.dependencies, { after: Number.POSITIVE_INFINITY }, look, written)
  const untilTheEnd = kind.behaviour.lifeMs !== undefined
  await recover(lab, subject, watched.dependencies, untilTheEnd ? looks.untilTheEnd : looks.few)
  const record = await subject.record()
  const works = await currentWorks(subject)
  const pages = [
    ...new Set(
      subject.notified.filter(({ kind }) => kind === 'open').map(({ pendingMessage }) => pendingMessage.problem),
    ),
  ]
  const entries = record?.entries.slice(found.entries).map(({ outcome }) => outcome) ?? []
  return {
    kind: kind.title,
    crash: point.after === 0 ? 'before anything' : `after ${first.last()}`,
    found: found.text,
    done: [...new Set(entries)].join(', '),
    end: `${record?.phase ?? 'no record'}${pages.length === 0 ? '' : `, notified: ${pages.join(', ')}`}`,
    lockedOut: !works,
    needsPerson: !isSettled(record),
    outages,
    exchanges: record?.exchanges ?? 0,
    orphans: orphansOf(subject, await subject.valueAt('AWSCURRENT')),
    pages,
  }
}

async function recover(
  lab: RotationLab,
  subject: LabSubject,
  dependencies: RotateDependencies,
  count: number,
): Promise<void> {
  for (let retry = 0; retry < retries; retry += 1) {
    lab.clock.ms += betweenRetriesMs
    if (await subject.steps(dependencies)) break
  }
  for (let look = 0; look < count; look += 1) {
    lab.clock.ms += runIntervalMs
    await subject.reconcile(dependencies)
  }
}

async function describe(subject: LabSubject): Promise<{ readonly text: string; readonly entries: number }> {
  const record = await subject.record()
  const pendingId = subject.versionAt('AWSPENDING')
  const pending =
    pendingId === subject.versionAt('AWSCURRENT')
      ? 'current'
      : (await subject.valueAt('AWSPENDING')) === undefined
        ? 'empty'
        : 'filled'
  return { text: `${record?.phase ?? 'no record'}, pending ${pending}`, entries: record?.entries.length ?? 0 }
}

async function currentWorks(subject: LabSubject): Promise<boolean> {
  return subject.provider.works((await subject.valueAt('AWSCURRENT'))?.['key'] ?? '')
}

/** Keys that live although their values are lost. */
function orphansOf({ provider }: LabSubject, current: Record<string, string> | undefined): number {
  return provider.live().filter(({ value, name }) => name.startsWith('tw-') && value !== current?.['key']).length
}

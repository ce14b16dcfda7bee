import type { RotateDependencies } from '../../functions/core/rotation/rotation-run.ts'

/** Error of a process that died: none of its later calls takes effect. */
export class Killed extends Error {}

/** Hooks around each call of a run to the outside, by name. `after` sees the calls that took effect. */
export type CallHooks = { before(name: string): Promise<void> | void; after(name: string): void }

type Outside = Pick<RotateDependencies, 'versions' | 'journal' | 'escrow' | 'network' | 'notify' | 'sleep'>

/** Wraps every call of a rotation to the outside. */
export function watched(dependencies: RotateDependencies, { before, after }: CallHooks): RotateDependencies {
  async function pass<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
    await before(name)
    const result = await call()
    after(name)
    return result
  }
  const { versions, journal, escrow, network, notify } = dependencies
  const outside: Outside = {
    versions: {
      describe: (...given) => pass('describe', () => versions.describe(...given)),
      read: (arn, version) => pass(`read ${version.stage}`, () => versions.read(arn, version)),
      putPending: (...given) => pass('save', () => versions.putPending(...given)),
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
        pass(`${request.method} ${request.url.pathname}`, () => network.exchange(request, signal)),
      close: async () => {},
    },
    notify: (message) => pass('notify', () => notify(message)),
    sleep: (milliseconds) => pass('sleep', () => dependencies.sleep(milliseconds)),
  }
  return { ...dependencies, ...outside }
}

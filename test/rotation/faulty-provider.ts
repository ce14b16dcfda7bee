import type { KeyProvider } from '../support/key-provider.ts'
import type { Reply } from '../support/key-routes.ts'
import type { ProviderFault } from './random-moves.ts'

const paths: Readonly<Record<ProviderFault['path'], RegExp>> = {
  '/me': /^GET \/me/,
  '/keys': /^GET \/keys/,
  exchange: /^POST \/(token|rotate|app|keys)/,
  DELETE: /^DELETE /,
}

const replies: ReadonlyMap<ProviderFault['how'], Reply> = new Map([
  ['503', [503, {}]],
  ['429', [429, {}]],
  ['401', [401, {}]],
  // A listing whose end is missing.
  ['partial', [200, {}]],
])

/** Faults that wait for their calls. No two false refusals of one credential follow each other: nobody could know them for false. */
export type FaultQueue = { add(fault: ProviderFault): void; clear(): void }

/** Has the provider fail as the faults say, each once. `arrived` sees every call before it takes effect. */
export function openFaults({ behaviour }: KeyProvider, arrived: (call: string) => void): FaultQueue {
  let queue: ProviderFault[] = []
  let wasRefused = false
  behaviour.cut = (call) => {
    const fault = queue.find(({ path, how }) => paths[path].test(call) && !(how === '401' && wasRefused))
    if (paths['/me'].test(call)) wasRefused = fault?.how === '401'
    queue = queue.filter((one) => one !== fault)
    if (fault?.how === 'unsent') return 'before'
    if (fault !== undefined && fault.how !== 'lost') return replies.get(fault.how) ?? null
    arrived(call)
    return fault === undefined ? null : 'after'
  }
  return {
    add: (fault) => void queue.push(fault),
    clear() {
      queue = []
    },
  }
}

/**
 * Token faults for a Node service without a change of its code: `NODE_OPTIONS=--import=tokenwatch/chaos/preload`, in a Lambda layer as
 * well, and `TOKENWATCH_CHAOS_FILE` naming a file. While that file holds an order, and until the order's own end, what goes out through
 * undici's global dispatcher (the built-in fetch included) is struck. It does not see `node:http`, so not the AWS SDK, and no client with an own Agent.
 */
import { readFile, stat } from 'node:fs/promises'
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { z } from 'zod'
import { faultArguments } from './experiment/schema.ts'
import { chosen, type FaultChoice, faultOf, usualVariant } from './faults/catalogue.ts'
import { createInjection } from './injectors/injection.ts'
import { tokenChaos } from './injectors/interceptor.ts'
import { grantLease, longestLeaseSeconds } from './safety/lease.ts'

const origins = z.array(z.url()).default([])
const order = faultArguments.omit({ lease: true }).extend({
  /** The end, as an instant: whoever wrote the file may be gone. */
  until: z.iso.datetime(),
  origins: z.strictObject({ api: origins, idp: origins }),
})

const file = process.env['TOKENWATCH_CHAOS_FILE']
const lookEveryMs = 250

/** A file that is gone, ended or not understood strikes nothing. */
async function readOrder(path: string): Promise<z.output<typeof order> | null> {
  try {
    return order.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

function follow(path: string): void {
  const plain = getGlobalDispatcher()
  let readAt = 0
  let end = (): void => undefined
  const look = async (): Promise<void> => {
    const changedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
    if (changedAt === readAt) return
    readAt = changedAt
    end()
    setGlobalDispatcher(plain)
    const given = await readOrder(path)
    const definition = given === null ? undefined : faultOf(given.fault)
    if (given === null || definition === undefined) return
    const seconds = Math.min(longestLeaseSeconds, (Date.parse(given.until) - Date.now()) / 1_000)
    const variant = given.variant ?? usualVariant(definition)
    if (seconds <= 0 || definition.variants[variant]?.strike === undefined) return
    const injection = createInjection()
    const lease = grantLease(seconds, { silence: longestLeaseSeconds })
    // Both were looked up in the catalogue a line above.
    const fault = chosen({ fault: given.fault, variant, settings: given.params } as FaultChoice)
    injection.arm({
      fault,
      lease,
      ...given.sample,
      maxStruck: Number.POSITIVE_INFINITY,
      pathPrefix: given.match?.path ?? '',
    })
    end = () => injection.disarm('removed')
    setGlobalDispatcher(plain.compose(tokenChaos({ injection, origins: given.origins })))
  }
  const again = () => void look().finally(() => setTimeout(again, lookEveryMs).unref())
  again()
}

if (file !== undefined) follow(file)

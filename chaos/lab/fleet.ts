import type { Client } from './client.ts'

/** The instances of one client. A restart replaces them with new ones that have no token and no secret in memory. */
export type Fleet = { readonly instances: readonly Client[]; restart(): Promise<void>; close(): Promise<void> }

export function createFleet(size: number, create: (instance: string) => Client): Fleet {
  let generation = 0
  const start = () => Array.from({ length: size }, (_, index) => create(`orders-${generation}-${index}`))
  let instances = start()
  return {
    get instances() {
      return instances
    },
    async restart() {
      const before = instances
      generation += 1
      instances = start()
      await Promise.all(before.map((one) => one.close()))
    },
    close: async () => void (await Promise.all(instances.map((one) => one.close()))),
  }
}

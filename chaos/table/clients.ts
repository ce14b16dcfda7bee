import type { ClientModule } from '../lab/client.ts'

/** The clients of the table, from the simplest to the most robust. */
export const tableClients = {
  naive: (): Promise<ClientModule> => import('../../examples/clients/naive.ts'),
  'refresh-per-request': (): Promise<ClientModule> => import('../../examples/clients/refresh-per-request.ts'),
  'single-flight': (): Promise<ClientModule> => import('../../examples/clients/single-flight.ts'),
  'with breaker': (): Promise<ClientModule> => import('../../examples/clients/single-flight-with-breaker.ts'),
} as const

export type TableClient = keyof typeof tableClients

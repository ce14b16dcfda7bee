declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** An http server that answers as DynamoDB; in memory unless a path is given. Closing it closes its store. */
  export default function dynalite(options?: {
    createTableMs?: number
    deleteTableMs?: number
    updateTableMs?: number
    path?: string
  }): Server
}

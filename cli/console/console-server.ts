import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { CommandFailure } from '../framework/failure.ts'
import { type ConsoleOptions, consoleSite } from './console-site.ts'

/** A running console. */
export type ConsoleServer = { readonly url: string; close(): Promise<void> }

/** Address that a console listens on. Port 0 is any free one. */
export type ListenOptions = { readonly address: string; readonly port: number }

/** Serves the console. Fails if the port is taken or the address is not one of this machine. */
export async function startConsole(options: ConsoleOptions, { address, port }: ListenOptions): Promise<ConsoleServer> {
  const hosts = new Set<string>()
  const app = new Hono().route('/', consoleSite(options, hosts))
  const listening = Promise.withResolvers<AddressInfo>()
  const server = serve({ fetch: app.fetch, hostname: address, port }, listening.resolve)
  server.once('error', (error: NodeJS.ErrnoException) => listening.reject(refused(error, { address, port })))
  const { port: taken } = await listening.promise
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) hosts.add(`${name}:${taken}`)
  const shown = address.includes(':') ? `[${address}]` : address
  const query = options.token === null ? '' : `?token=${encodeURIComponent(options.token)}`
  return {
    url: `http://${shown}:${taken}/${query}`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function refused({ code }: NodeJS.ErrnoException, { address, port }: ListenOptions): CommandFailure {
  return new CommandFailure(
    'usage',
    code === 'EADDRINUSE'
      ? `--port: ${port} is taken by another process: choose another one, or leave --port out`
      : `the console cannot listen on ${address}, port ${port} (${code ?? 'unknown'}): choose an address of this machine and a port above 1023`,
  )
}

import { isIP } from 'node:net'
import { CommandFailure } from '../framework/failure.ts'

/** The address to listen on, and the token that it needs. */
export type Binding = { readonly address: string; readonly token: string | null }

/** Variable that holds the token. A command line is shown to everybody on the machine. */
const tokenName = 'TOKENWATCH_CONSOLE_TOKEN'

/** A shorter token could be guessed. */
const shortestToken = 24

/** Reads `--port`. Any free port without it. */
export function pagePortOf(text: string | undefined): number {
  if (text === undefined) return 0
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new CommandFailure(
    'usage',
    `--port: expected a number from 1 to 65535 such as 8080, found a string of ${text.length} characters`,
  )
}

/** Reads `--bind`. Loopback without it, and any other address only with a token. */
export function bindingOf(
  address: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Binding {
  if (address === undefined || isLoopback(address)) return { address: address ?? '127.0.0.1', token: null }
  if (isIP(address) === 0)
    throw new CommandFailure('usage', `--bind: expected an IP address of this machine such as 10.0.0.5 or 0.0.0.0`)
  const token = environment[tokenName] ?? ''
  if (token.length >= shortestToken && /^[\w.~-]+$/.test(token)) return { address, token }
  throw new CommandFailure('usage', [
    `--bind ${address}: others can reach this address, so the console needs a token`,
    `set ${tokenName} to at least ${shortestToken} letters and digits, for example: export ${tokenName}=$(openssl rand -hex 24)`,
  ])
}

const isLoopback = (address: string): boolean => address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)

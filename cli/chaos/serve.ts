import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { CommandResult } from '../framework/command-result.ts'
import { secondsOf } from '../framework/durations.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import { readAllowList, refusedCommand } from './options.ts'
import { type KeptPoints, keptPoints, pointsAreUp, supervise } from './supervise.ts'

export type ServeOptions = {
  readonly api?: string
  readonly listen?: string
  readonly idp?: string
  readonly validation?: string
  readonly secrets?: boolean
  readonly control?: string
  readonly silence: string
  readonly tlsKey?: string
  readonly tlsCert?: string
  readonly idpPort?: string
  readonly validationPort?: string
  readonly secretsPort?: string
  readonly issuer?: string
  readonly issuerPort?: string
  readonly environment: string
  readonly allow: string
  readonly iUnderstandProduction?: boolean
  readonly folder: string
}

/** Serves the injection points until it is stopped. They run in a process of their own, which is started again if it dies. */
export async function run(options: ServeOptions, terminal: Terminal): Promise<CommandResult> {
  const kept = keptPoints(terminal)
  return kept === undefined ? supervise(terminal) : servePoints(options, kept, terminal)
}

async function servePoints(options: ServeOptions, kept: KeptPoints | null, terminal: Terminal): Promise<CommandResult> {
  const { openPoints } = await import('../../chaos/controller/points.ts')
  const { secrets = false } = options
  const upstreams = upstreamsOf(options)
  const environment = await environmentOf(options, upstreams)
  const issuer = await issuerOf(options, kept, terminal)
  const controlToken = kept?.controlToken ?? (await controlTokenOf(terminal, options.folder))
  const points = await openPoints({
    upstreams,
    secrets,
    environment,
    issuer,
    ports: { ...portsOf(options), ...kept?.ports },
    control: kept?.ports['controller'] ?? portOf('--control', options.control),
    silence: silenceOf(options),
    controlToken,
    ...(await tlsOf(options)),
  })
  if (kept === null) for (const { name, url } of points.addresses) terminal.write(`${name} ${url}\n`)
  const ports = points.addresses.map(({ name, url }) => [name, Number(new URL(url).port)] as const)
  const clientSecret = issuer?.clientSecret ?? null
  pointsAreUp({ ports: Object.fromEntries(ports), controlToken, clientSecret }, points.endFault)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await points.close()
  return { exitCode: 0, data: null, text: '' }
}

function upstreamsOf({ api, idp, validation, secrets = false, issuer }: ServeOptions) {
  if (api === undefined && idp === undefined && validation === undefined && !secrets && issuer === undefined)
    throw new CommandFailure('usage', 'nothing to proxy: add --api, --idp, --validation, --secrets or --issuer')
  return {
    api: originOf('--api', api),
    idp: originOf('--idp', idp),
    validation: originOf('--validation', validation),
  }
}

const portsOf = (options: ServeOptions) => ({
  api: portOf('--listen', options.listen),
  idp: portOf('--idp-port', options.idpPort),
  validation: portOf('--validation-port', options.validationPort),
  secrets: portOf('--secrets-port', options.secretsPort),
  issuer: portOf('--issuer-port', options.issuerPort),
})

async function tlsOf({ tlsKey, tlsCert }: ServeOptions) {
  if ((tlsKey === undefined) !== (tlsCert === undefined))
    throw new CommandFailure('usage', '--tls-key and --tls-cert need each other: give both or neither')
  return tlsKey === undefined || tlsCert === undefined
    ? {}
    : { tls: { key: await pem(tlsKey), cert: await pem(tlsCert) } }
}

/** A runner gives a sign of life four times a second at most. */
const shortestSilence = 1

function silenceOf({ silence }: ServeOptions): number {
  const seconds = secondsOf('--silence', silence) ?? 30
  if (seconds < shortestSilence) throw new CommandFailure('usage', '--silence: expected at least 1s')
  return seconds
}

/** Reads the controller's own allow-list. A runner's order does not widen it. */
async function environmentOf(
  { environment: name, allow, iUnderstandProduction = false }: ServeOptions,
  upstreams: ReturnType<typeof upstreamsOf>,
) {
  const { signOfProduction } = await import('../../chaos/safety/production.ts')
  const allowed = await readAllowList(allow)
  if (!allowed.environments.includes(name))
    throw refusedCommand([
      `--environment: ${name} is not on the allow-list ${allow}, which has ${allowed.environments.join(', ')}`,
    ])
  // Mutants also reach the servers behind the points.
  const hosts = Object.values(upstreams).flatMap((origin) => (origin === null ? [] : [new URL(origin).hostname]))
  const sign = signOfProduction({ names: [name, ...hosts], account: null }, allowed)
  if (sign !== null && !iUnderstandProduction)
    throw refusedCommand([
      `${sign} is production by its name: production needs --i-understand-production; if it is not, list it in notProduction of ${allow}`,
    ])
  return { name, isProduction: sign !== null }
}

/** Takes the control token from the environment, or makes one and writes it where the runner looks for it. */
async function controlTokenOf({ environment, note }: Terminal, folder: string): Promise<string> {
  const given = environment['TOKENWATCH_CHAOS_CONTROL_TOKEN']
  if (given !== undefined) {
    note('control token: as in TOKENWATCH_CHAOS_CONTROL_TOKEN')
    return given
  }
  const { openRunFolder } = await import('../../chaos/safety/run-folder.ts')
  const controlToken = randomBytes(24).toString('base64url')
  note(`control token: ${await openRunFolder(folder).saveControlToken(controlToken)}`)
  return controlToken
}

/** Reads the settings of the issuer, and takes its client secret from the environment or makes one. */
async function issuerOf(
  { issuer: file, idp, validation, secrets = false, folder }: ServeOptions,
  kept: KeptPoints | null,
  terminal: Terminal,
) {
  if (file === undefined) return null
  if (idp !== undefined || validation !== undefined)
    throw new CommandFailure('usage', '--issuer is the identity provider itself: leave out --idp and --validation')
  const { issuerSettings } = await import('../../chaos/issuer/settings.ts')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandFailure('file', `${file}: cannot be read`)
  })
  const settings = issuerSettings.safeParse(jsonIn(text))
  if (!settings.success) throw new CommandFailure('config', settingsProblems(file, settings.error))
  if (settings.data.secret !== null && secrets)
    throw new CommandFailure('usage', `${file}: secret has a store of its own: leave out --secrets`)
  const given = kept?.clientSecret ?? terminal.environment['TOKENWATCH_CHAOS_CLIENT_SECRET']
  if (given !== undefined) return { settings: settings.data, clientSecret: given }
  const { openRunFolder } = await import('../../chaos/safety/run-folder.ts')
  const clientSecret = randomBytes(24).toString('base64url')
  terminal.note(`client secret: ${await openRunFolder(folder).saveClientSecret(clientSecret)}`)
  return { settings: settings.data, clientSecret }
}

function settingsProblems(file: string, { issues }: z.ZodError): readonly string[] {
  return issues.map(({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function originOf(flag: string, text: string | undefined): string | null {
  if (text === undefined) return null
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CommandFailure('usage', `${flag}: expected an origin such as https://api.example`)
  return url.origin
}

function portOf(flag: string, text: string | undefined): number {
  if (text === undefined) return 0
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new CommandFailure('usage', `${flag}: expected a port from 1 to 65535`)
  return port
}

async function pem(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CommandFailure('file', `${file}: cannot be read`)
  })
}

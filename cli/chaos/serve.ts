import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { CommandResult } from '../framework/command-result.ts'
import { secondsOf } from '../framework/durations.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'

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
  readonly folder: string
}

/** Serves the injection points until it is stopped. */
export async function run(options: ServeOptions, terminal: Terminal): Promise<CommandResult> {
  const { openPoints } = await import('../../chaos/controller/points.ts')
  const { api, idp, validation, secrets = false, tlsKey, tlsCert } = options
  if (api === undefined && idp === undefined && validation === undefined && !secrets && options.issuer === undefined)
    throw new CommandFailure('usage', 'nothing to proxy: add --api, --idp, --validation, --secrets or --issuer')
  if ((tlsKey === undefined) !== (tlsCert === undefined))
    throw new CommandFailure('usage', '--tls-key and --tls-cert need each other: give both or neither')
  const tls =
    tlsKey === undefined || tlsCert === undefined ? {} : { tls: { key: await pem(tlsKey), cert: await pem(tlsCert) } }
  const { controlToken, from } = await controlTokenOf(terminal, options.folder)
  const points = await openPoints({
    upstreams: {
      api: originOf('--api', api),
      idp: originOf('--idp', idp),
      validation: originOf('--validation', validation),
    },
    secrets,
    issuer: await issuerOf(options, terminal),
    ports: {
      api: portOf('--listen', options.listen),
      idp: portOf('--idp-port', options.idpPort),
      validation: portOf('--validation-port', options.validationPort),
      secrets: portOf('--secrets-port', options.secretsPort),
      issuer: portOf('--issuer-port', options.issuerPort),
    },
    control: portOf('--control', options.control),
    silence: secondsOf('--silence', options.silence) ?? 30,
    controlToken,
    ...tls,
  })
  terminal.note(`control token: ${from}`)
  for (const { name, url } of points.addresses) terminal.write(`${name} ${url}\n`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await points.close()
  return { exitCode: 0, data: null, text: '' }
}

/** Takes the control token from the environment, or makes one and writes it where the runner looks for it. */
async function controlTokenOf({ environment }: Terminal, folder: string) {
  const given = environment['TOKENWATCH_CHAOS_CONTROL_TOKEN']
  if (given !== undefined) return { controlToken: given, from: 'as in TOKENWATCH_CHAOS_CONTROL_TOKEN' }
  const { openRunFolder } = await import('../../chaos/safety/run-folder.ts')
  const controlToken = randomBytes(24).toString('base64url')
  return { controlToken, from: await openRunFolder(folder).saveControlToken(controlToken) }
}

/** Reads the settings of the issuer, and takes its client secret from the environment or makes one. */
async function issuerOf({ issuer: file, idp, validation, secrets = false, folder }: ServeOptions, terminal: Terminal) {
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
  const given = terminal.environment['TOKENWATCH_CHAOS_CLIENT_SECRET']
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

import type { TlsOptions } from 'node:tls'
import { type Certificates, makeCertificates } from '../../support/certificates.ts'
import { meeting, summaryOf } from '../../support/exchange.ts'
import { onlyTls11 } from '../../support/hostile-server.ts'
import { runModule } from '../../support/run-module.ts'
import type { Attack } from './attack.ts'

let made: Promise<Certificates> | undefined

const certificates = (): Promise<Certificates> => {
  made ??= makeCertificates()
  return made
}

/** A server whose certificate or protocol is wrong. Not one byte of the request may arrive there. */
const server = (attack: string, tls: (own: Certificates) => TlsOptions, code: string): Attack => ({
  attack,
  expected: `${code}, and 0 bytes arrived`,
  long: true,
  async see() {
    const own = await certificates()
    const seen: string[] = []
    await meeting(
      { kind: 'json', body: {} },
      async ({ ask, server: { bytesReceived } }) => {
        seen.push(`${summaryOf(await ask())[1]}, and ${bytesReceived()} bytes arrived`)
      },
      { tls: tls(own), trust: [own.ca.cert], resolve: async () => [{ address: '127.0.0.1', family: 4 }] },
    )
    return seen.join()
  },
})

const lambda = new URL('../../../functions/aws/lambda.ts', import.meta.url).href

/** A function whose surroundings could show a secret, or trust anybody. It may not start. */
const start = (variable: string, value: string): Attack => ({
  attack: `a function with ${variable}=${value}`,
  expected: 'exit code 1',
  long: true,
  async see() {
    const script = `import { lambdaHandler } from ${JSON.stringify(lambda)}; lambdaHandler('probe', async () => {})`
    const { code } = await runModule(script, { [variable]: value })
    return `exit code ${code}`
  },
})

/** Attacks on the way to a server, and on the process that goes it. */
export const starts: readonly Attack[] = [
  server('an expired certificate', ({ expired }) => expired, 'certificate_expired'),
  server('a certificate for another name', ({ wrongName }) => wrongName, 'certificate_for_another_name'),
  server('a certificate that signed itself', ({ selfSigned }) => selfSigned, 'certificate_not_trusted'),
  server('TLS 1.1', ({ valid }) => ({ ...valid, ...onlyTls11 }), 'handshake_failed'),
  start('NODE_TLS_REJECT_UNAUTHORIZED', '0'),
  start('NODE_DEBUG', 'http,net'),
  start('SSLKEYLOGFILE', '/tmp/keys'),
  start('NODE_USE_ENV_PROXY', '1'),
  start('NODE_OPTIONS', '--tls-keylog=/tmp/keys'),
  start('NODE_OPTIONS', '--tls-min-v1.0'),
  start('NODE_OPTIONS', '--insecure-http-parser'),
]

import type { ResetOptions } from '../chaos/reset.ts'
import type { ServeOptions } from '../chaos/serve.ts'
import type { Command } from '../framework/command.ts'
import { allowOption, folderOption, productionOption } from './chaos-options.ts'
import { yesOption } from './shared-options.ts'

export const chaosServe: Command<ServeOptions> = {
  name: 'chaos serve',
  about: 'serve the injection points in front of a service; its traffic goes on if the runner dies',
  example: 'tokenwatch chaos serve --api https://api.example --listen 8080',
  options: [
    { flags: '--api <origin>', about: 'the API behind the proxy' },
    { flags: '--listen <port>', about: 'the port of the proxy (default: any free port)' },
    { flags: '--idp <origin>', about: 'the authorization server; adds a proxy in front of its token endpoint' },
    {
      flags: '--validation <origin>',
      about: 'the server that an API asks about tokens; adds a proxy in front of introspection and key set',
    },
    { flags: '--secrets', about: 'also proxy Secrets Manager, with the AWS credentials of this shell' },
    { flags: '--control <port>', about: 'the port for commands of the runner (default: any free port)' },
    {
      flags: '--silence <duration>',
      about: 'end a fault if its runner has not been heard for this long',
      fallback: '30s',
    },
    {
      flags: '--issuer <file>',
      about: 'an authorization server of its own, which faults can change; the file names its client and scopes',
    },
    { flags: '--issuer-port <port>', about: 'the port of that authorization server (default: any free port)' },
    { flags: '--idp-port <port>', about: "the port of the authorization server's proxy (default: any free port)" },
    { flags: '--validation-port <port>', about: 'the port of the proxy for introspection and key set (default: any)' },
    { flags: '--secrets-port <port>', about: 'the port of the proxy for Secrets Manager (default: any free port)' },
    folderOption,
    {
      flags: '--environment <name>',
      about: 'the environment that is served; it must be on the allow-list, and experiments must name it',
      fallback: 'lab',
    },
    allowOption,
    productionOption,
    { flags: '--tls-key <file>', about: 'a PEM key; the proxies then speak TLS' },
    { flags: '--tls-cert <file>', about: 'the PEM certificate for the key' },
  ],
  untilEnded: true,
  load: () => import('../chaos/serve.ts'),
}

export const chaosAbort: Command<{ readonly folder: string }> = {
  name: 'chaos abort',
  about: 'turn the kill switch on: runs stop and undo their changes, and no new run begins',
  example: 'tokenwatch chaos abort',
  options: [folderOption],
  load: () => import('../chaos/abort.ts'),
}

export const chaosReset: Command<ResetOptions> = {
  name: 'chaos reset',
  about: 'undo the changes of a run that died, and turn the kill switch off',
  example: 'tokenwatch chaos reset --yes',
  options: [folderOption, allowOption, yesOption],
  load: () => import('../chaos/reset.ts'),
}

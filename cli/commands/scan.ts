import type { Command } from '../framework/command.ts'
import type { ScanOptions } from '../scan/scan-options.ts'
import { regionOption } from './shared-options.ts'

export const scanCommand: Command<ScanOptions> = {
  name: 'scan',
  about:
    'look at the secrets that you may read, ask each credential once, and say what is wrong; needs no config and no deployment',
  example: 'tokenwatch scan --prefix production/ --report html=scan.html',
  keepsAtInterrupt: true,
  looksAtEnvFile: true,
  options: [
    {
      flags: '--from <place>',
      about: 'where to look (default: aws); github shows names and dates only',
      choices: ['aws', 'github'],
    },
    { flags: '--env-file <file>', about: 'look at a file of NAME=value lines instead; needs no AWS' },
    { flags: '--variable <name>', about: 'look at one variable of this shell instead' },
    { flags: '--kubernetes <folder>', about: 'look at the Secrets in a folder of Kubernetes manifests instead' },
    { flags: '--repository <name>', about: 'with --from github: a repository such as acme/shop, or an organization' },
    { flags: '--github-api <url>', about: 'with --from github: the API of your GitHub Enterprise Server' },
    { flags: '--prefix <name>', about: 'only secrets whose names begin with this' },
    { flags: '--tag <tag>', about: 'only secrets with this tag, such as team or team=payments' },
    regionOption,
    { flags: '--all-regions', about: 'look in every Region that the account has switched on' },
    { flags: '--no-parameters', about: 'leave Parameter Store out' },
    { flags: '--offline', about: 'ask nobody: expiries of JWTs, names and dates alone' },
    { flags: '--yes', about: 'ask the listed hosts without a confirmation; required in a pipeline' },
    { flags: '--host <host>', about: 'a host of your own that a credential may be sent to', many: true },
    { flags: '--billed', about: 'also ask providers that charge for the question' },
    { flags: '--most <count>', about: 'ask this many credentials at most (default: 1000)' },
    { flags: '--within <duration>', about: 'call a credential expiring that ends in this time (default: 30d)' },
    {
      flags: '--fail-on <findings>',
      about: 'findings that end with exit code 1 (default: dead,broken), such as dead,expiring:7d',
    },
    {
      flags: '--report <format[=file]>',
      about: 'table, json, csv or html: replaces the text on stdout, or goes to a file',
      many: true,
    },
    {
      flags: '--facts <file>',
      about: 'remember names, dates and keyed hashes in this file, and show what changed since the last scan',
    },
    { flags: '--config <file>', about: 'also write a config for what was recognised to this new file' },
    { flags: '--name <name>', about: 'with --config: the name of the deployment (default: acme)' },
    { flags: '--mail <address>', about: 'with --config: the email address that receives pages' },
    {
      flags: '--observations <file>',
      about: 'write what answers look like, without any value, for the maintainers of the catalogue',
    },
  ],
  load: () => import('../scan.ts'),
}

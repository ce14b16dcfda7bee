import type { Command } from '../framework/command.ts'
import type { RotateOptions } from '../rotate.ts'
import type { RotationsOptions } from '../rotations.ts'
import { byOption, checkArgument, checkEnvironmentOption, deploymentOptions, yesOption } from './shared-options.ts'

export const rotateCommand: Command<RotateOptions> = {
  name: 'rotate',
  about: 'rotate a credential now, and show each phase',
  example: 'tokenwatch rotate production/billing --deployment acme --dry-run',
  argument: checkArgument,
  options: [
    checkEnvironmentOption,
    { flags: '--dry-run', about: 'show what would be done and try each step that spends nothing; nothing changes' },
    {
      flags: '--rehearse-live',
      about: 'make, test and revoke a key at the provider, or rotate a secret to spare; the secret itself stays',
    },
    { flags: '--approve', about: 'approve the rotation, where the config says approve: true' },
    { flags: '--wait <duration>', about: 'how long to watch the rotation (default: 10m)' },
    byOption,
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('../rotate.ts'),
}

export const rotationsCommand: Command<RotationsOptions> = {
  name: 'rotations',
  about: 'show the audit trail of rotations: each phase, who, when, which versions, and the outcome',
  example: 'tokenwatch rotations production/billing --deployment acme',
  argument: checkArgument,
  options: [
    checkEnvironmentOption,
    { flags: '--last <count>', about: 'how many rotations to show, newest first (default: 10)' },
    { flags: '--release', about: 'declare that every consumer uses the new key; the old key is then revoked' },
    byOption,
    ...deploymentOptions,
    yesOption,
  ],
  load: () => import('../rotations.ts'),
}

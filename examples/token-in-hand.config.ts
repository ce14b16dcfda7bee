// A JSON Web Token, read offline: its audience, scopes and expiry. Nothing leaves this machine.
//   TOKEN=... npm start -- --config examples/token-in-hand.config.ts
import { defineConfig, fromEnv, jwt } from 'tokenwatch'

export default defineConfig({
  name: 'token-in-hand',
  environments: { production: {} },
  defaults: { warn: '7d', critical: '1d' },
  checks: [
    jwt({
      id: 'token',
      secret: fromEnv('TOKEN'),
      scopes: ['invoices:read'],
      every: '10s',
      impact: 'No invoice leaves the house',
    }),
  ],
})

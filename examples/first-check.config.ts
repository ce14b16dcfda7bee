// The smallest useful config: one token from an environment variable, checked with one request.
//   API_TOKEN=... npm start -- --config examples/first-check.config.ts
import { defineConfig, fromEnv, get, http } from 'tokenwatch'

export default defineConfig({
  name: 'first-check',
  environments: { production: {} },
  checks: [
    http({
      id: 'api',
      secret: fromEnv('API_TOKEN'),
      ping: get('https://api.github.com/user'),
      read: { identity: 'login' },
      assert: ['id > `0`'],
      every: '1m',
      impact: 'Nobody can deploy',
    }),
  ],
})

// A server on this machine: plain http on loopback, with a user and a password in one variable.
//   BOT='{"user":"bot","password":"..."}' npm start -- --config examples/on-this-machine.config.ts
import { basic, defineConfig, fromEnv, get, http } from 'tokenwatch'

export default defineConfig({
  name: 'on-this-machine',
  environments: { development: {} },
  checks: [
    http({
      id: 'server',
      secret: fromEnv('BOT', { user: 'user', password: 'password' }),
      ping: get('http://127.0.0.1:8080/me'),
      send: basic(),
      assert: ["login == 'bot'"],
      allowPrivate: ['127.0.0.0/8'],
      impact: 'Nobody can try the server out',
    }),
  ],
})

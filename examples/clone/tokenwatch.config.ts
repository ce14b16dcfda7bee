import { defineConfig, email, get, http, secret } from 'tokenwatch'

export default defineConfig({
  name: 'orders',
  environments: { production: { page: [email('on-call@orders.acme.example')] } },
  checks: [
    http({
      id: 'orders',
      secret: secret('production/orders'),
      ping: get('https://orders.acme.example/me'),
      assert: ["login == 'acme-bot'"],
      impact: 'No orders are taken',
      usedBy: ['shop'],
    }),
  ],
})

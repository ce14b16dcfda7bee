import { defineConfig, fromEnv, get, http } from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: { staging: {} },
  checks: [
    http({
      id: 'orders',
      secret: fromEnv('ORDERS_TOKEN'),
      ping: get('https://orders.acme.example/me'),
      assert: ["login == 'acme-bot'"],
      impact: 'Every test of orders fails',
    }),
  ],
})

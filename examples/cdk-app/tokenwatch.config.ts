import { defineConfig, email, github, secret } from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: { production: { page: [email('ops@acme.example')] } },
  checks: [
    github({
      id: 'ci-bot',
      secret: secret('ci/github', 'token'),
      usedBy: ['billing'],
      impact: 'No build can be released',
    }),
  ],
})

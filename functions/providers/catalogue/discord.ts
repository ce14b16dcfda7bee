import { provider } from '../provider.ts'

/** The token of a Discord bot. Discord counts refusals per address, so Tokenwatch probes a bad token rarely. */
export const discord = provider({
  name: 'discord',
  title: 'Discord bot token',
  category: 'messaging and mail',
  roles: { token: 'the token of the bot' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://discord.com/api/v10/users/@me',
      headers: { 'user-agent': 'DiscordBot (tokenwatch, 1)' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bot ', role: 'token' }],
  },
  rules: [
    {
      name: 'bot',
      when: { status: 200, body: "type(id) == 'string' && bot == `true`" },
      means: 'alive',
      source: 'docs',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(message) == 'string'" },
      means: 'rejected',
      source: 'docs',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: 'code == `50001` || code == `50013`' },
      means: 'ping_forbidden',
      source: 'docs',
    },
  ],
  paths: { identity: 'id', environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  failuresCount: true,
  rotation: { class: 'rotate_dead', overlap: 'none', by: 'hand' },
  runbook: {
    console: 'https://discord.com/developers/applications',
    steps:
      'Open the application, then Bot. Choose Reset Token, and store the new token at once: the old one is already invalid.',
  },
  traps: ['Discord bans an address after ten thousand refusals in ten minutes', 'the word before the token is Bot'],
  sources: {
    docs: {
      evidence: 'documented',
      title: 'Discord API documentation, users, HTTP response codes and rate limits',
      url: 'https://discord.com/developers/docs/topics/opcodes-and-status-codes#http',
      seen: '2026-11-25',
    },
  },
})

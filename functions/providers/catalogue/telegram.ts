import { provider } from '../provider.ts'

/** A token of a Telegram bot. The path of each request contains it. */
export const telegram = provider({
  name: 'telegram',
  title: 'Telegram bot token',
  category: 'messaging and mail',
  roles: { token: 'the token, <id>:<secret>' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.telegram.org/bot{token}/getMe', headers: {}, body: null },
    send: [{ in: 'path', role: 'token' }],
  },
  rules: [
    {
      name: 'bot',
      when: { status: 200, body: 'ok == `true` && result.is_bot == `true`' },
      means: 'alive',
      source: 'api',
    },
    { name: 'unauthorized', when: { status: 401, body: 'ok == `false`' }, means: 'rejected', source: 'server' },
    { name: 'not-a-token', when: { status: 404, body: 'ok == `false`' }, means: 'unrecognized', source: 'recalled' },
  ],
  paths: { identity: 'result.username', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none', by: 'hand' },
  runbook: { console: 'https://t.me/BotFather', steps: 'Send /revoke to BotFather. The old token ends at once.' },
  traps: ['the token is in the path, but never in a log', 'a 200 without ok proves nothing'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Telegram Bot API, getMe',
      url: 'https://core.telegram.org/bots/api#getme',
      seen: '2026-11-21',
    },
    server: {
      evidence: 'documented',
      title: 'telegram-bot-api, the official server: a token that it does not take is 401',
      url: 'https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/ClientManager.cpp',
      seen: '2026-11-25',
    },
    recalled: {
      evidence: 'recalled',
      title: 'a token of the wrong shape is a path that does not exist',
    },
  },
})

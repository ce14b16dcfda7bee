import { bot } from '../../support/stack.ts'
import { aStory, type CanaryStory, jsonAnswer } from './story.ts'

type Write = (token: string) => string | Uint8Array

/** Secrets that do not match the config. Each still holds a token. */
const malformed: Readonly<Record<string, Write>> = {
  'not-json': (token) => token,
  'cut-off': (token) => `{"access_token":${JSON.stringify(token)}`,
  'other-field': (token) => JSON.stringify({ token }),
  'a-list': (token) => JSON.stringify([token]),
  'not-a-string': (token) => JSON.stringify({ access_token: [token] }),
  'line-break': (token) => JSON.stringify({ access_token: `${token}\n` }),
  'byte-order-mark': (token) => `\uFEFF${JSON.stringify({ access_token: token })}`,
  unsendable: (token) => JSON.stringify({ access_token: `${token}\u00e9` }),
  'in-two-lines': (token) => JSON.stringify({ access_token: `${token}\r\nx-more: ${token}` }),
  'too-large': (token) => JSON.stringify({ access_token: token.repeat(1_500) }),
  binary: (token) => Buffer.from(token),
}

export const secretStories = Object.entries(malformed).map(
  ([id, write]): CanaryStory => ({
    ...aStory(id, jsonAnswer({ login: bot.clientId })),
    secrets: (tokens) => ({ [id]: write(tokens.opaque(id)) }),
  }),
)

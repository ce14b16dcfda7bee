import { credentialIn, withoutSecrets } from '../../functions/config/secrecy.ts'
import type { Terminal } from '../framework/terminal.ts'
import type { Draft, DraftCheck, DraftSecret } from './draft.ts'
import { knownHosts } from './known-host.ts'

const idPattern = /^[a-z0-9][a-z0-9-]{0,39}$/

/** The part of a terminal that asks. */
type Asker = Pick<Terminal, 'ask' | 'note'>

/** Asks a person for a first config: who receives pages, and then one check after the other. */
export async function interview(terminal: Asker): Promise<Draft> {
  const name = await until(terminal, 'Name of the deployment, such as acme: ', anId)
  const environment = await until(terminal, 'Environment [production]: ', anId, 'production')
  const mail = await until(terminal, 'Email address that receives pages, or nothing for now: ', anAddress, '')
  const checks: DraftCheck[] = []
  do checks.push(await askForCheck(terminal, environment))
  while (/^y/i.test(await terminal.ask('Another check? [y/N] ')))
  return { name, environments: [environment], mail: mail === '' ? null : mail, checks, open: [] }
}

async function askForCheck(terminal: Asker, environment: string): Promise<DraftCheck> {
  const id = await until(terminal, 'Id of the check, such as billing: ', anId)
  const secret = await askForSecret(terminal)
  const ask = await askForRequest(terminal)
  const impact = await until(terminal, 'What breaks when this credential fails, as a sentence: ', aText)
  return { id, environment, secret, ask, impact, owner: null, usedBy: [] }
}

async function askForRequest(terminal: Asker): Promise<DraftCheck['ask']> {
  const question = 'URL that a valid token may read, or nothing for a JWT that is read offline: '
  const url = await until(terminal, question, aUrlOrNothing, '')
  if (url === '') {
    const ofIssuer = "URL of the key set of the JWT's issuer (jwks), or nothing to add a proof later: "
    const jwks = await until(terminal, ofIssuer, aUrlOrNothing, '')
    return { kind: 'jwt', jwks: jwks === '' ? null : jwks }
  }
  for (const { builder, title } of knownHosts(url))
    if (/^(y|$)/i.test(await terminal.ask(`Is it a ${title}? ${builder}({ ... }) knows all of its answers. [Y/n] `)))
      return { kind: 'provider', builder }
  const assert = await until(terminal, "What must be true of the answer, such as login == 'bot': ", aText)
  return { kind: 'http', url, assert }
}

/** Asks for a reference, never a value. A name in capitals is an environment variable, every other one is in Secrets Manager. */
async function askForSecret(terminal: Asker): Promise<DraftSecret> {
  const place = await until(
    terminal,
    'Where the token is: a variable such as API_TOKEN, or a name in Secrets Manager such as production/billing: ',
    aPlace,
  )
  if (withoutSecrets(place) !== place) {
    terminal.note(isSecret)
    return askForSecret(terminal)
  }
  return /^[A-Z][A-Z0-9_]*$/.test(place)
    ? { from: 'environment', variable: place }
    : { from: 'secrets-manager', name: place, fields: null }
}

/** An answer that fits, and what was expected of one that does not. */
type Expected = { readonly fits: (text: string) => boolean; readonly expected: string }

const anId: Expected = {
  fits: (text) => idPattern.test(text),
  expected: 'expected lower-case letters, digits and dashes, at most 40, such as billing-api',
}
const anAddress: Expected = {
  fits: (text) => text === '' || text.includes('@'),
  expected: 'expected an address such as ops@acme.example, or nothing',
}
const aUrlOrNothing: Expected = {
  fits: (text) => text === '' || (URL.canParse(text) && text.startsWith('https:')),
  expected: 'expected an address that begins with https://, or nothing',
}
const aPlace: Expected = {
  fits: (text) => /^[\w/+=.@-]{1,200}$/.test(text),
  expected: 'expected one name without spaces, such as API_TOKEN or production/billing',
}
const aText: Expected = { fits: (text) => text !== '', expected: 'expected an answer' }

const isSecret = 'This looks like a secret itself. Enter its name or its place instead.'

/** Asks again until the answer is acceptable. A secret never is, because it would be written into a file. */
async function until(
  terminal: Asker,
  question: string,
  { fits, expected }: Expected,
  fallback?: string,
): Promise<string> {
  for (;;) {
    const text = await terminal.ask(question)
    const answer = text === '' && fallback !== undefined ? fallback : text
    if (credentialIn(answer) !== undefined) terminal.note(isSecret)
    else if (fits(answer)) return answer
    else terminal.note(`This answer does not fit: ${expected}.`)
  }
}

import { credentialIn, withoutSecrets } from '../../functions/config/secrecy.ts'
import type { Terminal } from '../framework/terminal.ts'
import type { Draft, DraftCheck, DraftSecret } from './draft.ts'

const idPattern = /^[a-z0-9][a-z0-9-]{0,39}$/

/** The part of a terminal that asks. */
type Asker = Pick<Terminal, 'ask' | 'note'>

/** Asks a person for a first config: who receives pages, and then one check after the other. */
export async function interview(terminal: Asker): Promise<Draft> {
  const name = await until(terminal, 'Name of the deployment, such as acme: ', (text) => idPattern.test(text))
  const environment = await until(terminal, 'Environment [production]: ', (text) => idPattern.test(text), 'production')
  const mail = await until(
    terminal,
    'Email address that receives pages, or nothing for now: ',
    (text) => text === '' || text.includes('@'),
    '',
  )
  const checks: DraftCheck[] = []
  do checks.push(await askForCheck(terminal, environment))
  while (/^y/i.test(await terminal.ask('Another check? [y/N] ')))
  return { name, environments: [environment], mail: mail === '' ? null : mail, checks, open: [] }
}

async function askForCheck(terminal: Asker, environment: string): Promise<DraftCheck> {
  const id = await until(terminal, 'Id of the check, such as billing: ', (text) => idPattern.test(text))
  const secret = await askForSecret(terminal)
  const url = await until(
    terminal,
    'URL that a valid token may read, or nothing for a JWT that is read offline: ',
    isUrlOrNothing,
    '',
  )
  const assert =
    url === ''
      ? ''
      : await until(terminal, "What must be true of the answer, such as login == 'bot': ", (text) => text !== '')
  const jwks =
    url === ''
      ? await until(
          terminal,
          "URL of the key set of the JWT's issuer (jwks), or nothing to add a proof later: ",
          isUrlOrNothing,
          '',
        )
      : ''
  const impact = await until(terminal, 'What breaks when this credential fails, as a sentence: ', (text) => text !== '')
  const ask =
    url === '' ? ({ kind: 'jwt', jwks: jwks === '' ? null : jwks } as const) : ({ kind: 'http', url, assert } as const)
  return { id, environment, secret, ask, impact, owner: null, usedBy: [] }
}

/** Asks for a reference, never a value. A name in capitals is an environment variable, every other one is in Secrets Manager. */
async function askForSecret(terminal: Asker): Promise<DraftSecret> {
  const place = await until(
    terminal,
    'Where the token is: a variable such as API_TOKEN, or a name in Secrets Manager such as production/billing: ',
    (text) => /^[\w/+=.@-]{1,200}$/.test(text),
  )
  if (withoutSecrets(place) !== place) {
    terminal.note(isSecret)
    return askForSecret(terminal)
  }
  return /^[A-Z][A-Z0-9_]*$/.test(place)
    ? { from: 'environment', variable: place }
    : { from: 'secrets-manager', name: place, field: null }
}

const isUrlOrNothing = (text: string): boolean => text === '' || (URL.canParse(text) && text.startsWith('https:'))

const isSecret = 'This looks like a secret itself. Enter its name or its place instead.'

/** Asks again until the answer is acceptable. A secret never is, because it would be written into a file. */
async function until(
  terminal: Asker,
  question: string,
  willDo: (text: string) => boolean,
  fallback?: string,
): Promise<string> {
  for (;;) {
    const text = await terminal.ask(question)
    const answer = text === '' && fallback !== undefined ? fallback : text
    if (credentialIn(answer) !== undefined) terminal.note(isSecret)
    else if (willDo(answer)) return answer
    else terminal.note('This answer does not fit. Please try again.')
  }
}

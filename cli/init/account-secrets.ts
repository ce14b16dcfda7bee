import {
  GetSecretValueCommand,
  ListSecretsCommand,
  type SecretListEntry,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../functions/aws/clients.ts'
import { listedSubject } from '../aws/listed-subject.ts'
import { readAllPages } from '../aws/pages.ts'
import { signIn } from '../aws/sign-in.ts'
import { calling } from '../aws/troubles.ts'
import { contentSummary } from '../recognition/content-words.ts'
import type { Content } from '../recognition/recognition.ts'
import { contentOf, recognize } from '../recognition/recognize.ts'
import type { FoundSecret } from './found-secret.ts'

/** Options of a search for secrets. */
export type Search = {
  readonly region?: string | undefined
  readonly prefix?: string | undefined
  /** Also reads each value to recognise it. Nothing of a value is kept. */
  readonly shapes: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Lists the secrets of an account with their tags. */
export async function findSecrets({ region, prefix, shapes, environment }: Search): Promise<readonly FoundSecret[]> {
  const client = new SecretsManagerClient({ ...clientOptions, ...(region === undefined ? {} : { region }) })
  await signIn(client, environment)
  const found: FoundSecret[] = []
  for (const entry of await listSecrets(client)) {
    const subject = listedSubject(entry)
    if (!subject.name.startsWith(prefix ?? '')) continue
    const content: Content = shapes ? await readContent(client, subject.name) : { kind: 'unread' }
    const recognition = recognize(subject, content)
    found.push({ ...subject, from: 'secrets-manager', recognition, known: contentSummary(content, recognition) })
  }
  return found
}

async function listSecrets(client: SecretsManagerClient): Promise<readonly SecretListEntry[]> {
  return calling({ action: 'secretsmanager:ListSecrets', resource: '*' }, async () => {
    const found: SecretListEntry[] = []
    await readAllPages(async (token) => {
      const input = { MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) }
      const { SecretList = [], NextToken } = await client.send(new ListSecretsCommand(input))
      found.push(...SecretList)
      return NextToken
    })
    return found
  })
}

/** Reads a value for one recognition, which keeps nothing of it. */
async function readContent(client: SecretsManagerClient, name: string): Promise<Content> {
  const wanted = { action: 'secretsmanager:GetSecretValue', resource: name }
  const { SecretString } = await calling(wanted, () => client.send(new GetSecretValueCommand({ SecretId: name })))
  return SecretString === undefined ? { kind: 'binary' } : contentOf(SecretString)
}

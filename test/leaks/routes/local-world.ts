import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig } from '../../../functions/config.ts'
import { answerStories } from '../../stack/canary/answer-stories.ts'
import { bodyStories } from '../../stack/canary/body-stories.ts'
import { oauthStories } from '../../stack/canary/oauth-stories.ts'
import { secretStories } from '../../stack/canary/secret-stories.ts'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { aFolder } from '../../support/command-line.ts'
import { startHostileServer } from '../../support/hostile-server.ts'

/** Every story that a command on one's own machine can ask, with its servers, a config and a file of secrets. */
export type LocalWorld = {
  readonly folder: string
  /** Options that name the config and the secrets. */
  readonly options: readonly string[]
  close(): Promise<void>
}

const stories = [...answerStories, ...bodyStories, ...oauthStories, ...secretStories]

export async function openLocalWorld(tokens: Tokens, mark: string): Promise<LocalWorld> {
  const opened = new AsyncDisposableStack()
  const folder = opened.adopt(await aFolder(), (one) => one.close()).path
  await mkdir(join(folder, 'reports'))
  const environment = `marked-${mark}`
  const checks = []
  for (const { script, check } of stories) {
    const server = opened.adopt(await startHostileServer(script(tokens)), (one) => one.close())
    checks.push(check(server.url, (name) => `${environment}/${name}`))
  }
  const config = defineConfig({
    name: 'acme',
    environments: { [environment]: {} },
    defaults: { owner: 'platform' },
    checks,
  })
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(secretsOf(tokens, environment)))
  return {
    folder,
    options: ['--config', 'config.json', '--secrets', 'secrets.json'],
    close: () => opened.disposeAsync(),
  }
}

/** A file of secrets holds texts and objects. Bytes are for Secrets Manager alone. */
function secretsOf(tokens: Tokens, environment: string): Readonly<Record<string, unknown>> {
  const values = stories.flatMap(({ secrets }) => Object.entries(secrets(tokens)))
  return Object.fromEntries(
    values.flatMap(([name, value]) => (typeof value === 'string' ? [[`${environment}/${name}`, value]] : [])),
  )
}

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { functionNames } from '../../functions/function-folder.ts'
import { TokenwatchStack } from '../../infra/stack.ts'

export type SynthesizedResource = {
  readonly Type: string
  readonly Properties: Record<string, unknown>
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
}

/** A synthesized template with queries about its resources. */
export type Synthesized = {
  readonly resources: ReadonlyMap<string, SynthesizedResource>
  readonly text: string
  /** Warnings that the command line of the CDK would print. */
  readonly warnings: readonly string[]
  of(type: string): readonly SynthesizedResource[]
}

export type SynthOptions = {
  /** Runs cdk-nag. */
  readonly checked?: boolean
  /** Rules of cdk-nag; by default those of the app. */
  readonly packs?: (app: App) => readonly NagPack[]
  /** Region of the stack; by default it may go to any. */
  readonly region?: string
  /** Context of the app, such as feature flags; by default it has none. */
  readonly context?: Readonly<Record<string, unknown>>
}

const usualPacks = (app: App): readonly NagPack[] => [new AwsSolutionsChecks(app), new ServerlessChecks(app)]

/** Synthesizes a deployment without bundling: each function's folder holds a placeholder. */
export async function synthesize(deployment: Deployment, options: SynthOptions = {}): Promise<Synthesized> {
  const { checked = false, packs = usualPacks, region, context = {} } = options
  const directory = await mkdtemp(join(tmpdir(), 'tokenwatch-synth-'))
  try {
    for (const name of functionNames) {
      await mkdir(join(directory, 'bundles', name), { recursive: true })
      await writeFile(join(directory, 'bundles', name, 'index.mjs'), `export const handler = '${name}'\n`)
    }
    process.env['CDK_VALIDATION'] = checked ? 'true' : 'false'
    const app = new App({ outdir: join(directory, 'cdk.out'), context, analyticsReporting: false })
    if (checked) Validations.of(app).addPlugins(...packs(app))
    new TokenwatchStack(app, `tokenwatch-${deployment.name}`, {
      deployment,
      bundles: join(directory, 'bundles'),
      ...(region === undefined ? {} : { env: { account: '123456789012', region } }),
    })
    const stack = app.synth().getStackByName(`tokenwatch-${deployment.name}`)
    const template: { Resources: Record<string, SynthesizedResource> } = stack.template
    const resources = new Map(Object.entries(template.Resources))
    return {
      resources,
      text: JSON.stringify(template),
      warnings: stack.messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data)),
      of: (type) => [...resources.values()].filter((one) => one.Type === type),
    }
  } catch (error) {
    // Names the findings of cdk-nag, which the CDK writes to a file and to the screen.
    const report = await readFile(join(directory, 'cdk.out', 'validation-report.json'), 'utf8').catch(() => null)
    throw report === null ? error : new Error(report)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as builders from '../../functions/config.ts'

/** Code block of a page. */
export type CodeBlock = {
  /** Page and line, for a message. */
  readonly at: string
  /** Language and kind behind the fence, such as `ts check`. */
  readonly info: string
  readonly code: string
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Pages that people copy from. `docs/providers` holds no code. */
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/README.md', '.ci/package/consumer.md'],
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
]

export const codeBlocks: readonly CodeBlock[] = pages.flatMap(blocksOf)

function blocksOf(page: string): readonly CodeBlock[] {
  const text = readFileSync(`${root}${page}`, 'utf8')
  return [...text.matchAll(/^( *)```([^\n]*)\n(.*?)^\1```$/gms)].map(
    ({ index, 1: indent = '', 2: info = '', 3: code = '' }) => ({
      at: `${page}:${text.slice(0, index).split('\n').length}`,
      info: info.trim(),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )
}

/** Kinds of TypeScript blocks, by the word behind `ts`: what a reader has around them already. */
const surroundings: Readonly<Record<string, readonly [before: string, after: string]>> = {
  /** A whole file, or statements that need nothing but the builders. */
  ts: ['', '\nexport {}\n'],
  /** Fields of the config. */
  'ts config': [
    "export default defineConfig({ name: 'acme', environments: { production: {} }, checks: [],\n",
    '\n})\n',
  ],
  /** Fields of a check. */
  'ts check': [
    "const wiki = { id: 'wiki', secret: secret('wiki'), ping: get('https://api.acme.example/me'), impact: 'Nobody reads' }\nexport default http({ ...wiki,\n",
    '\n})\n',
  ],
  /** A check, which spreads what was said before. */
  'ts checks': [
    "const wiki = { id: 'wiki', impact: 'Nobody reads' }\nconst ciBot = { id: 'ci-bot', secret: secret('ci'), impact: 'No builds' }\nexport default [wiki, ciBot,\n",
    '\n]\n',
  ],
  /** Statements in the constructor of a stack that has a function. */
  'ts stack': [
    "import { Stack } from 'aws-cdk-lib'\nimport { type Alias, type Function as Api } from 'aws-cdk-lib/aws-lambda'\ndeclare const [api, alias]: [Api, Alias]\nexport class Shop extends Stack {\n  build() {\n",
    '\n  }\n}\n',
  ],
}

/** Completes a block to a file. The builders that it calls are imported, unless it imports from `tokenwatch` itself. */
export function completed({ info, code }: CodeBlock): string | null {
  const around = surroundings[info]
  if (around === undefined) return null
  const imports = [...code.matchAll(/^import .*\n/gm)].map(([line]) => line)
  const rest = code.replaceAll(/^import .*\n/gm, '')
  const body = `${around[0]}${rest}${around[1]}`
  const named = Object.keys(builders).filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(body))
  const own = imports.some((line) => line.includes("from 'tokenwatch'"))
  const added = own || named.length === 0 ? [] : [`import { ${named.join(', ')} } from 'tokenwatch'\n`]
  return [...added, ...imports, body].join('')
}

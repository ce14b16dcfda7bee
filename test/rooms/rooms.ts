import { posix } from 'node:path'
import { type Import, importsOf } from '../support/sources.ts'

/** Imports that one room may have: other rooms, rooms that it may only load with `import()`, and packages. */
export type Room = {
  readonly rooms: readonly string[]
  readonly lazily?: readonly string[]
  /** Names of packages; `aws-cdk-lib` also allows `aws-cdk-lib/aws-sns`. */
  readonly packages: readonly string[]
  /** Files inside of packages that export them to nobody, each for a reason that stands beside its import. */
  readonly insides?: readonly string[]
}

const insideOf = /^node_modules\/(?<file>.+)$/

const core = (...rooms: readonly string[]) => rooms.map((room) => `functions/core/${room}`)

/** Everything in `functions/core`. */
const wholeCore = core(
  'model',
  'state',
  'probe',
  'alerting',
  'consumers',
  'review',
  'watchdog',
  'tick',
  'rotation',
  'gate',
)

const sdk = (...clients: readonly string[]) => clients.map((client) => `@aws-sdk/client-${client}`)

/**
 * Every room of the project and all that it may import; a room may always import itself. A path belongs to the longest name that it
 * begins with. Node's own modules are allowed outside `functions/core`, where the network and the files are kept out by name.
 */
export const rooms: Readonly<Record<string, Room>> = {
  'functions/core/model': {
    rooms: [],
    packages: ['@aws-lambda-powertools/jmespath', '@smithy/core', 'ipaddr.js', 'node:crypto', 'node:util', 'node:zlib'],
    insides: ['@aws-lambda-powertools/jmespath/lib/esm/Parser.js'],
  },
  'functions/core/state': { rooms: core('model'), packages: ['p-limit'] },
  'functions/core/probe': {
    rooms: core('model', 'state'),
    packages: [
      '@smithy/core',
      '@smithy/signature-v4',
      'jose',
      'node:crypto',
      'node:dns/promises',
      'node:http',
      'node:net',
      'node:perf_hooks',
      'node:tls',
      'node:zlib',
      'oauth4webapi',
      'undici',
    ],
  },
  'functions/core/alerting': { rooms: core('model', 'state', 'probe'), packages: [] },
  'functions/core/consumers': { rooms: core('model', 'state', 'probe'), packages: [] },
  'functions/core/review': { rooms: core('model', 'state', 'probe', 'consumers'), packages: ['p-limit'] },
  'functions/core/watchdog': { rooms: core('model', 'state', 'probe', 'alerting'), packages: [] },
  'functions/core/tick': {
    rooms: core('model', 'state', 'probe', 'alerting', 'review', 'watchdog'),
    packages: [],
  },
  'functions/core/rotation': {
    rooms: core('model', 'state', 'probe', 'alerting', 'consumers', 'tick'),
    packages: ['jose', 'node:crypto'],
  },
  'functions/core/gate': { rooms: core('model', 'state', 'probe', 'alerting', 'tick'), packages: [] },

  'functions/providers': { rooms: wholeCore, packages: [] },
  'functions/status-page': { rooms: wholeCore, packages: ['hono'] },
  'functions/aws': {
    rooms: wholeCore,
    packages: [
      ...sdk(
        'cloudtrail',
        'cloudwatch',
        'dynamodb',
        'ecs',
        'eventbridge',
        'kms',
        'lambda',
        'secrets-manager',
        'sns',
        'sqs',
        'ssm',
      ),
      '@smithy/core',
      '@smithy/signature-v4',
    ],
  },
  'functions/config': {
    rooms: [...wholeCore, 'functions/providers'],
    packages: ['@aws-lambda-powertools/jmespath', 'ipaddr.js', 'zod'],
  },
  'functions/config.ts': { rooms: ['functions/config'], packages: [] },
  'functions/consumer.ts': { rooms: [], packages: [] },
  'functions/own-version.ts': { rooms: core('model'), packages: [] },
  'functions/function-folder.ts': { rooms: [...core('model'), 'functions/aws'], packages: [] },
  'functions/bundle.ts': {
    rooms: [...core('model'), 'functions/aws', 'functions/function-folder.ts'],
    packages: ['esbuild'],
  },
  // Takes the place of `bundle.ts` in the package.
  'functions/prebuilt.ts': { rooms: [...core('model'), 'functions/function-folder.ts'], packages: [] },

  'functions/tick': {
    rooms: [...wholeCore, 'functions/aws', 'functions/providers'],
    packages: sdk('cloudwatch', 'dynamodb', 'secrets-manager', 'sqs'),
  },
  'functions/first-tick': { rooms: [...wholeCore, 'functions/aws', 'functions/tick'], packages: [] },
  'functions/probe': {
    rooms: [...wholeCore, 'functions/aws', 'functions/providers'],
    packages: sdk('dynamodb', 'secrets-manager'),
  },
  'functions/rotate': {
    rooms: [...wholeCore, 'functions/aws', 'functions/providers'],
    packages: sdk('dynamodb', 'secrets-manager'),
  },
  'functions/notify': { rooms: [...wholeCore, 'functions/aws'], packages: sdk('dynamodb', 'secrets-manager') },
  'functions/gate': { rooms: [...wholeCore, 'functions/aws'], packages: sdk('codedeploy', 'lambda', 'ssm') },

  'functions/widget': {
    rooms: [...wholeCore, 'functions/aws', 'functions/status-page'],
    packages: sdk('dynamodb'),
  },

  infra: {
    rooms: [
      ...wholeCore,
      'functions/aws',
      'functions/bundle.ts',
      'functions/config',
      'functions/gate',
      'functions/own-version.ts',
      'functions/rotate',
    ],
    packages: ['aws-cdk-lib', 'cdk-nag', 'constructs'],
  },
  // Tells what a stored text holds. It asks nobody, and reads no file and no clock.
  'cli/recognition': { rooms: [...core('model'), 'functions/config', 'functions/providers'], packages: [] },
  cli: {
    rooms: [
      ...wholeCore,
      'cli/recognition',
      'functions/aws',
      'functions/config',
      'functions/own-version.ts',
      'functions/providers',
      'functions/status-page',
    ],
    lazily: ['local', 'chaos'],
    packages: [
      ...sdk('account', 'cloudtrail', 'dynamodb', 'lambda', 'secrets-manager', 'sqs', 'ssm'),
      '@hono/node-server',
      'commander',
      'hono',
      'junit-report-builder',
      'log-update',
      'p-limit',
      'yaml',
      'zod',
    ],
  },
  local: {
    rooms: [
      ...wholeCore,
      'functions/aws',
      'functions/bundle.ts',
      'functions/function-folder.ts',
      'functions/config',
      'functions/config.ts',
      'functions/own-version.ts',
      'functions/rotate',
    ],
    packages: [
      ...sdk('dynamodb', 'secrets-manager', 'ssm'),
      '@smithy/core',
      '@smithy/signature-v4',
      'dynalite',
      'jose',
      'oidc-provider',
      'p-limit',
      'undici',
      'zod',
    ],
  },
  chaos: {
    rooms: [
      ...wholeCore,
      'functions/aws',
      'functions/bundle.ts',
      'functions/function-folder.ts',
      'functions/config',
      'functions/config.ts',
      'functions/providers',
      'local',
    ],
    packages: [
      ...sdk('cloudwatch', 'cloudwatch-logs', 'dynamodb', 'scheduler', 'secrets-manager', 'sts'),
      '@hono/node-server',
      '@smithy/core',
      'esbuild',
      'hono',
      'junit-report-builder',
      'protobufjs',
      'simple-statistics',
      'tough-cookie',
      'undici',
      'yaml',
      'zod',
    ],
  },
  // The chaos table drives the example clients; they know its client's shape and nothing else of the project.
  examples: {
    rooms: ['chaos'],
    packages: [...sdk('secrets-manager'), 'aws-cdk-lib', 'tokenwatch', 'tokenwatch-consumer', 'undici'],
  },
  'chaos/table': {
    rooms: ['chaos', 'examples'],
    packages: [],
  },
  // Runs before its packages are installed.
  action: { rooms: core('model'), packages: [] },
  'tokenwatch.config.ts': { rooms: [], packages: ['tokenwatch'] },
}

/** Files that load what a user or a test names: a config, a client, a bundle. No other file may compute what it imports. */
const loaders: ReadonlySet<string> = new Set([
  'chaos/open-target.ts',
  'functions/config/config-worker.ts',
  'local/lambda/bootstrap.ts',
])

/** Finds the room of a path: the one with the longest name. Undefined if there is none. */
export function roomOf(path: string): string | undefined {
  return Object.keys(rooms)
    .filter((name) => path === name || path.startsWith(`${name}/`))
    .toSorted((one, other) => other.length - one.length)[0]
}

/** Sentences about every import of a file that its room does not allow. */
export function violationsOf(path: string, source: string): readonly string[] {
  const name = roomOf(path)
  const room = rooms[name ?? '']
  if (name === undefined || room === undefined) return [`${path}: stands in no room`]
  return importsOf(path, source)
    .filter((one) => !isAllowed(one, { path, name, room }))
    .map(({ specifier, kind }) => `${path}: ${name} may not import ${specifier} (${kind})`)
}

function isAllowed(
  { specifier, kind }: Import,
  { path, name, room }: { readonly path: string; readonly name: string; readonly room: Room },
): boolean {
  if (kind === 'computed') return loaders.has(path)
  const absolute = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier
  // A file inside of a package, by its path: the package exports it to nobody.
  const inside = insideOf.exec(absolute)?.groups?.['file']
  if (inside !== undefined) return (room.insides ?? []).includes(inside)
  if (specifier.startsWith('.')) {
    const target = roomOf(absolute)
    if (target === undefined) return false
    if (target === name || room.rooms.includes(target)) return true
    return kind !== 'static' && (room.lazily ?? []).includes(target)
  }
  if (specifier.startsWith('node:') && !name.startsWith('functions/core')) return true
  return room.packages.some((one) => specifier === one || specifier.startsWith(`${one}/`))
}

/** Groups of files that import each other in a circle, types included. */
export function circlesIn(sources: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const edges = new Map(
    [...sources].map(([path, source]) => [
      path,
      importsOf(path, source)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier)),
    ]),
  )
  const reached = new Map([...edges.keys()].map((path) => [path, reachableFrom(path, edges)]))
  const isBack = (one: string, other: string) => reached.get(one)?.has(other) === true && reached.get(other)?.has(one)
  const groups = [...edges.keys()]
    .filter((path) => reached.get(path)?.has(path))
    .map((path) => [...edges.keys()].filter((other) => isBack(path, other)).toSorted())
  return [...new Map(groups.map((group) => [group.join(), group])).values()]
}

function reachableFrom(start: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>()
  const open = [...(edges.get(start) ?? [])]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    open.push(...(edges.get(path) ?? []))
  }
  return seen
}

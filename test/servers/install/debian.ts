import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache, type Installed } from './installed.ts'

const folder = join(cache, 'debian')

/** Lists and archives of packages in a folder of their own, so that nothing here needs the rights of root. */
const own = [
  `Dir::State::Lists=${join(folder, 'lists')}`,
  `Dir::Cache=${join(folder, 'apt')}`,
  'APT::Sandbox::User=',
  'Debug::NoLocking=true',
].flatMap((option) => ['-o', option])

/** Reads the lists of packages again. Call it once, before the first installation. */
export function updateDebian(): void {
  for (const name of ['lists/partial', 'apt/archives/partial']) mkdirSync(join(folder, name), { recursive: true })
  apt(['update', '-qq'])
}

/** Unpacks packages with all that this machine lacks of what they need. No script of theirs runs, and no service starts. */
export function installDebian(packages: readonly [string, ...string[]]): Installed {
  const [first] = packages
  const lines = apt(['install', '--simulate', '--reinstall', '--no-install-recommends', ...packages]).split('\n')
  const found = lines.flatMap(packageIn)
  const version = found.find(({ name }) => name === first)?.version
  if (version === undefined) throw new Error(`apt-get knows no package ${first}`)
  const root = join(folder, `${first}-${version.replaceAll(/[^\w.+~-]/g, '_')}`)
  if (!existsSync(root))
    unpack(
      found.map((one) => `${one.name}=${one.version}`),
      root,
    )
  const libraries = ['usr/lib', 'lib'].flatMap((name) => [join(root, name, triplet()), join(root, name)])
  return {
    version,
    path: (name) => join(root, name.replace('{triplet}', triplet())),
    env: { LD_LIBRARY_PATH: libraries.join(':'), PYTHONPATH: join(root, 'usr/lib/python3/dist-packages') },
  }
}

/** Reads a line such as `Inst nginx (1.22.1-9 Debian:12/stable [amd64])`. */
function packageIn(line: string): readonly { readonly name: string; readonly version: string }[] {
  const [, name, version] = /^Inst (\S+) (?:\[\S+\] )?\((\S+) /.exec(line) ?? []
  return name === undefined || version === undefined ? [] : [{ name, version }]
}

function unpack(packages: readonly string[], root: string): void {
  const [archives, half] = [`${root}.debs`, `${root}.half`]
  for (const name of [archives, half]) {
    rmSync(name, { recursive: true, force: true })
    mkdirSync(name, { recursive: true })
  }
  apt(['download', ...packages], archives)
  for (const name of readdirSync(archives)) execFileSync('dpkg', ['-x', join(archives, name), half])
  rmSync(archives, { recursive: true })
  renameSync(half, root)
}

function apt(args: readonly string[], cwd = folder): string {
  return execFileSync('apt-get', [...own, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  })
}

/** Names of the folders of libraries, by the names that dpkg gives to architectures. */
const triplets: Readonly<Record<string, string>> = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

/** Name of this machine's folder of libraries. */
function triplet(): string {
  const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim()
  return triplets[architecture] ?? architecture
}

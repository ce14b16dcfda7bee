// Entries of a package refuse an old Node and a CDK out of range first: what such a one lacks would be an error that names no cause.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path/posix'
import { neededNode } from '../../cli/needed-node.mjs'

const nodeCheck = 'shared/needed-node.js'

/** Modules are evaluated in the order of their imports, so the check comes before all others. Numbers are literal: bundlers may move it. */
export function refuseOldNode(folder, name, entries) {
  writeFileSync(
    join(folder, nodeCheck),
    `const found = process.versions.node
if (Number.parseInt(found, 10) < ${neededNode})
  throw new Error(\`${name} needs Node ${neededNode} or newer, found \${found}: install it from https://nodejs.org\`)
`,
  )
  for (const entry of entries) {
    const file = join(folder, entry.replace(/\.ts$/, '.js'))
    const check = relative(dirname(file), join(folder, nodeCheck))
    writeFileSync(file, `import '${check}'\n${readFileSync(file, 'utf8')}`)
  }
}

/** Loads the constructs only after the check: an import of what another CDK lacks fails before any module is evaluated. */
export function refuseOtherCdk(folder, { names, ranges }) {
  renameSync(join(folder, 'infra/cdk.js'), join(folder, 'infra/constructs.js'))
  writeFileSync(
    join(folder, 'infra/cdk.js'),
    `import '../${nodeCheck}'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
for (const [name, range] of Object.entries(${JSON.stringify(ranges)})) {
  const found = versionOf(name)
  if (found !== null && !isIn(found, range))
    throw new Error(\`tokenwatch/cdk needs \${name} \${range}, found \${found}: npm install "\${name}@\${range}"\`)
}

/** A package that is missing is named by the import that needs it. */
function versionOf(name) {
  try {
    return require(\`\${name}/package.json\`).version
  } catch {
    return null
  }
}

/** Ranges are written such as ">=2.240.0 <3". */
function isIn(version, range) {
  const [low, high] = range.split(' ').map((end) => end.replace(/^[<>=]+/, ''))
  return compare(version, low) >= 0 && compare(version, high) < 0
}

function compare(one, other) {
  const [left, right] = [one, other].map((version) => version.split('-')[0].split('.').map(Number))
  for (const place of [0, 1, 2]) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export const { ${names.join(', ')} } = require('./constructs.js')
`,
  )
}

import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { describe, it } from 'node:test'
import { importsOf, sourcesOf } from '../support/sources.ts'

/** Packages that the domain may use; whatever else it needs is handed to it. */
const packages = new Set([
  '@aws-lambda-powertools/jmespath',
  '@aws-lambda-powertools/jmespath/functions',
  '@smithy/signature-v4',
  'ipaddr.js',
  'jose',
  'oauth4webapi',
  'p-limit',
  'undici',
  'undici/lib/dispatcher/client.js',
])

/** Modules of Node that it may use: none of files or processes. Keys and certificates are read with `node:crypto`, chance is not taken from it. */
const builtIn = new Set([
  'node:crypto',
  'node:dns/promises',
  'node:http',
  'node:net',
  'node:perf_hooks',
  'node:tls',
  'node:util',
  'node:zlib',
])

/** Where the network is opened and its names are resolved; the rest of the domain is given it. */
const network = /^functions\/core\/network\//

describe('the domain', () => {
  for (const [path, source] of sourcesOf('functions/core')) {
    it(`${path} imports nothing of ours but the domain, and only packages that it may`, () => {
      for (const specifier of importsOf(source)) {
        const resolved = posix.join(posix.dirname(path), specifier)
        const inside = specifier.startsWith('.') && resolved.startsWith('functions/core/')
        assert.ok(inside || packages.has(specifier) || builtIn.has(specifier), specifier)
      }
    })

    it(`${path} is given its clock, its chance and its settings, and prints nothing`, () => {
      const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      assert.doesNotMatch(
        code,
        /\bprocess\.(env|argv|std|exit|on)|\bconsole\.\w+\(|\bDate\.now\b|new Date\(\)|Math\.random|random(UUID|Bytes|Int)|generateKey|\bfetch\(/,
      )
    })

    if (!network.test(path))
      it(`${path} opens no connection itself`, () => {
        const own = importsOf(source).filter((specifier) => /^(node:(dns|net|tls|zlib)|undici)/.test(specifier))
        assert.deepEqual(own, [])
      })
  }
})

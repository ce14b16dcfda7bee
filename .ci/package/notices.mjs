// Licenses of the packages whose code is part of ours.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloneRoot } from './contents.mjs'

const folderOf = (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]

/** Returns name, version and license text of every package in the metafiles of esbuild. */
export function noticesFor(metafiles) {
  const folders = new Set(
    metafiles
      .flatMap(({ outputs }) => Object.values(outputs))
      .flatMap(({ inputs }) =>
        Object.entries(inputs).flatMap(([input, { bytesInOutput }]) =>
          bytesInOutput === 0 ? [] : (folderOf(input) ?? []),
        ),
      ),
  )
  const packages = [...folders].toSorted().map(noticeOf)
  return ['Code of these packages is part of the files of this one.\n', ...packages].join(`\n${'-'.repeat(80)}\n\n`)
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(cloneRoot, folder, 'package.json'), 'utf8'))
  const texts = readdirSync(join(cloneRoot, folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file))
  return [
    `${name} ${version} (${license})\n`,
    ...texts.map((file) => readFileSync(join(cloneRoot, folder, file), 'utf8')),
  ].join('\n')
}

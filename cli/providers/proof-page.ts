import type { Provider } from '../../functions/providers/provider.ts'
import { code, escapeText, listLines, tableLines } from './markup.ts'
import { refusingByStatus, restingOnCode, withoutPermissionRefusal } from './proof.ts'

const linkOf = ({ name, title }: Provider): string => `[${escapeText(title)}](providers/${name}.md)`

/** `docs/proof.md`: what the catalogue cannot prove by a document of the provider. */
export function proofPage(providers: readonly Provider[]): string {
  const open = withoutPermissionRefusal(providers)
  const byStatus = refusingByStatus(providers)
  return [
    '# What the catalogue cannot prove',
    '',
    '`npm run catalogue` writes this page from `functions/providers`. A test fails when it is stale. [verdicts.md](verdicts.md) explains the verdicts.',
    '',
    '## No documented refusal for a missing permission',
    '',
    `For ${open.length} of ${providers.length} profiles no source shows the answer to a living credential that lacks a permission.`,
    'A 403 that their rules do not list is `unrecognized`, by the rule `forbidden-undocumented`. `tokenwatch check --explain` prints the line for `answers` that declares it.',
    '',
    ...listLines(open.map(linkOf)),
    '',
    '## A refusal by the status alone',
    '',
    `In ${byStatus.length} of ${providers.length} profiles only the status 401 calls a credential dead.`,
    'A page, and a text that [names another cause](verdicts.md#what-proves-nothing), are `unrecognized` there. No 403 calls a credential alive by its status alone, in any profile.',
    '',
    ...listLines(byStatus.map(linkOf)),
    '',
    '## Rules that rest on the code of others',
    '',
    'No page of the provider documents these answers. Widely used clients test for them. A rule that calls a credential dead needs a code or words of its own, beside the status.',
    '`ping_forbidden` is not among them: it needs a document of the provider, or the source of its own server.',
    '',
    ...codeTable(providers),
    '',
  ].join('\n')
}

function codeTable(providers: readonly Provider[]): readonly string[] {
  const rows = restingOnCode(providers).map(({ provider, rule, source }) => [
    linkOf(provider),
    code(rule.name),
    code(rule.means),
    escapeText(source?.title ?? ''),
  ])
  return tableLines(['provider', 'rule', 'means', 'source'], rows)
}

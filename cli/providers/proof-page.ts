import type { Provider } from '../../functions/providers/provider.ts'
import { code, escapeText, listLines, tableLines } from './markup.ts'
import {
  permissionsBy401,
  recalledRules,
  refusingByStandard,
  refusingByStatus,
  restingOnCode,
  type SourcedFinding,
  secondCausesOf,
  withoutPermissionRefusal,
} from './proof.ts'

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
    'A rule that calls a refused credential alive needs a code or words too, and is compared with a broken credential or none.',
    '',
    ...ruleTable(restingOnCode(providers)),
    '',
    ...standardSection(providers),
    ...ambiguousSection(providers),
    ...lockoutSection(providers),
    '## What is only recalled',
    '',
    'Nobody was found who says so. None of these rules calls a credential alive or dead.',
    '',
    ...ruleTable(recalledRules(providers)),
    '',
  ].join('\n')
}

function standardSection(providers: readonly Provider[]): readonly string[] {
  return [
    '## Refusals that only a standard describes',
    '',
    'No page of these providers says what a dead credential gets. RFC 9110 says what a 401 means. It is `rejected` if a broken credential is refused in the same words, else `unrecognized`.',
    'Where no broken credential may be sent, it is a notice that says so.',
    '',
    ...listLines(refusingByStandard(providers).map(linkOf)),
    '',
    '## A missing permission by a 401',
    '',
    'These rules know a 401 of a living credential that lacks a permission. Any other 401 that names a permission is `unrecognized`.',
    '',
    ...ruleTable(permissionsBy401(providers)),
    '',
  ]
}

function ambiguousSection(providers: readonly Provider[]): readonly string[] {
  const answers = providers.flatMap(secondCausesOf)
  const rows = (wanted: 'changing' | 'setting') =>
    answers
      .filter(({ kind }) => kind === wanted)
      .map(({ provider, rule, cause, source }) => [
        linkOf(provider),
        code(rule),
        escapeText(cause),
        escapeText(source?.title ?? ''),
      ])
  const table = (wanted: 'changing' | 'setting') =>
    tableLines(['provider', 'rule', 'a living credential gets it if', 'source'], rows(wanted))
  return [
    '## Answers that a living credential gets too',
    '',
    'None of these answers alone calls a credential dead. The finding names both causes. A credential that was proved, and gets such an answer for half an hour, pages as one that cannot be proved.',
    '',
    'These causes may begin at any time, so no earlier answer and no broken credential rules them out. Each is `unrecognized`:',
    '',
    ...table('changing'),
    '',
    'These causes are wrong settings of the check. Each is `unrecognized` until this very question was answered well once, and a death from then on:',
    '',
    ...table('setting'),
    '',
  ]
}

function lockoutSection(providers: readonly Provider[]): readonly string[] {
  return [
    '## Providers that count failures',
    '',
    'Failed requests count against the address or the account there. No broken credential is sent on purpose, unless the check says `controls: true`.',
    '',
    ...listLines(providers.filter(({ failuresCount }) => failuresCount === true).map(linkOf)),
    '',
  ]
}

function ruleTable(findings: readonly SourcedFinding[]): readonly string[] {
  const rows = findings.map(({ provider, rule, source }) => [
    linkOf(provider),
    code(rule.name),
    code(rule.means),
    escapeText(source?.title ?? ''),
  ])
  return tableLines(['provider', 'rule', 'means', 'source'], rows)
}

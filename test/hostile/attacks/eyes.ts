import { parseOverride } from '../../../cli/gate/overriding.ts'
import { reasonOf } from '../../../cli/operator/author.ts'
import { githubAnnotations } from '../../../cli/report/github.ts'
import { junitReport } from '../../../cli/report/junit.ts'
import { markdownReport } from '../../../cli/report/markdown.ts'
import { type CommandReport, reportOf } from '../../../cli/report/report.ts'
import { terminalReport } from '../../../cli/report/terminal.ts'
import type { Message } from '../../../functions/core/alerting/messages/message.ts'
import { messageOf } from '../../../functions/core/alerting/page-message.ts'
import { decide } from '../../../functions/core/gate/decide.ts'
import { noteOverride } from '../../../functions/core/gate/override.ts'
import { everything } from '../../../functions/core/gate/selection.ts'
import type { Probed } from '../../../functions/core/probe/probe.ts'
import { overview } from '../../../functions/status-page/html/pages.ts'
import { aFreshJudgement, aView, live } from '../../status-page/facts.ts'
import { aCheck, aDeployment } from '../../support/check.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { aJudgement } from '../../support/judgement.ts'
import { aPlace } from '../../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../../support/verdict.ts'
import { checkAt, startVictim } from '../answers/play.ts'
import type { Attack } from './attack.ts'
import { escapes, foreignElement, hostileTexts, type Outlet, seenFaults } from './outlets.ts'

/** Probes a server that gives such a name. */
async function said(text: string): Promise<Probed> {
  const server = await startHostileServer({ kind: 'json', body: { login: text, ok: true } })
  const victim = startVictim(30_000)
  try {
    return await victim.probe(checkAt(server.url))
  } finally {
    await victim.close()
    await server.close()
  }
}

function reportFor(detail: string): CommandReport {
  const judgement = aJudgement({ standing: 'invalid', reason: 'wrong_identity', detail, judgedAt: 0 })
  const answer = { deployment: 'acme', at: 0, pulses: [], judgements: [judgement], unmatched: [], names: null }
  const decision = decide(answer, { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null })
  return reportOf(answer, decision, { command: 'gate', source: 'deployed', override: null, selection: everything })
}

function messageFor(detail: string) {
  const pending = pendingMessage('open', { incident: anIncident({ reason: 'wrong_identity', detail }) })
  return messageOf({ about: 'check', pending, check: aCheck(), state: aState({ detail }) }, aPlace)
}

const outlets: Readonly<Record<string, Outlet>> = {
  'the verdict': { show: (detail) => detail, became: null },
  'a mail': { show: (detail) => messageFor(detail).text, became: null },
  'a page for machines': { show: (detail) => messageFor(detail).json, became: null },
  'a subject': { show: (detail) => messageFor(detail).subject, became: null },
  'the terminal': { show: (detail) => terminalReport(reportFor(detail), (_format, text) => text), became: null },
  'the page': { show: pageWith, became: foreignElement },
  'a report in Markdown': {
    show: (detail) => markdownReport(reportFor(detail)).replace(escapes, ''),
    became: /<(?:img|cwdb)|\]\(javascript|\| healthy \|/,
  },
  'a report in JUnit': { show: (detail) => junitReport(reportFor(detail)), became: foreignElement },
  "GitHub's annotations": { show: (detail) => githubAnnotations(reportFor(detail)), became: /\n::/ },
}

/** Reports of a gate that somebody overrode, for a reason that a pipeline takes from the title of a change. */
function overriddenFor(title: string): CommandReport {
  return { ...reportFor('it is revoked'), override: { reason: parseOverride(`so: ${title}`) ?? '', recorded: true } }
}

/** Places in which people read what others wrote for a reason. */
const reasonOutlets: Readonly<Record<string, Outlet>> = {
  'a notice of an override': { show: async (title) => (await noticeOf(title)).text, became: null },
  'the chat about an override': { show: async (title) => (await noticeOf(title)).chat, became: null },
  'an override in the terminal': {
    show: (title) => terminalReport(overriddenFor(title), (_, text) => text),
    became: null,
  },
  'an override in JUnit': { show: (title) => junitReport(overriddenFor(title)), became: foreignElement },
  'an override in Markdown': {
    show: (title) => markdownReport(overriddenFor(title)).replace(escapes, ''),
    became: /<(?:img|cwdb)|\]\(javascript|\| healthy \|/,
  },
  "an override in GitHub's annotations": {
    show: (title) => githubAnnotations(overriddenFor(title)),
    became: /\n::error::/,
  },
  'the reason of a silence': { show: (title) => reasonOf(`so: ${title}`), became: null },
}

async function noticeOf(reason: string): Promise<Message> {
  const sent: Message[] = []
  await noteOverride(
    { reason, by: reason, against: [] },
    {
      deployment: aDeployment([]),
      log: () => {},
      recordOverride: (_, notify) => notify(),
      publish: async (message) => void sent.push(message),
      place: aPlace,
      now: () => 0,
    },
  )
  const [message] = sent
  if (message === undefined) throw new Error('nothing was sent')
  return message
}

async function pageWith(detail: string): Promise<string> {
  const judgements = [aFreshJudgement({ standing: 'invalid', reason: 'wrong_identity', detail })]
  return String(await overview(aView({ judgements }), live))
}

const names = Object.entries(hostileTexts).map(
  ([attack, text]): Attack => ({
    attack: `${attack} as the name that a server gives`,
    expected: 'inert everywhere',
    async see() {
      const { verdict } = await said(text)
      const faults = await seenFaults(verdict.findings.map(({ detail }) => detail).join(' '), outlets)
      return faults.join(', ') || 'inert everywhere'
    },
  }),
)

const reasons = Object.entries(hostileTexts).map(
  ([attack, text]): Attack => ({
    attack: `${attack} as the reason of an override`,
    expected: 'inert everywhere',
    see: async () => (await seenFaults(text, reasonOutlets)).join(', ') || 'inert everywhere',
  }),
)

export const eyes: readonly Attack[] = [...names, ...reasons]

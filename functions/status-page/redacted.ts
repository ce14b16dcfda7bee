import type { CheckView } from './check-view.ts'
import type { HistoryView } from './history-view.ts'
import type { StatusView } from './view.ts'

/**
 * Returns the view without what names people, accounts and addresses, and without the words of providers. Names of checks, standings,
 * reasons and times stay.
 */
export function redacted(view: StatusView): StatusView {
  const checks = view.checks.map(redactedCheck)
  const byKey = new Map(checks.map((check) => [check.key, check]))
  const same = ({ key }: CheckView) => byKey.get(key) ?? []
  return {
    ...view,
    checks,
    attention: view.attention.flatMap(same),
    expiries: view.expiries.flatMap((one) => {
      const check = byKey.get(one.check.key)
      return check === undefined ? [] : [{ ...one, check }]
    }),
    silences: view.silences.map((silence) => ({ ...silence, by: somebody, reason: hidden })),
    rotations: view.rotations.map((record) => ({
      ...record,
      approvedBy: record.approvedBy === null ? null : somebody,
      releasedBy: record.releasedBy === null ? null : somebody,
      entries: record.entries.map((entry) => ({ ...entry, by: somebody, outcome: '' })),
    })),
    events: [],
    options: '--deployment <name>',
  }
}

const somebody = 'somebody'
const hidden = 'hidden'

function redactedHistory(history: HistoryView): HistoryView {
  const ended = history.ended.map((one) => ({
    ...one,
    detail: '',
    acknowledged: one.acknowledged === null ? null : { ...one.acknowledged, by: somebody },
  }))
  return { ...history, ended }
}

function redactedCheck(check: CheckView): CheckView {
  const { owner, identity, incident } = check
  return {
    ...check,
    owner: owner === null ? null : hidden,
    runbook: null,
    detail: '',
    identity: identity === null ? null : { ...identity, seen: hidden, expected: hidden },
    suppressed: check.suppressed === null ? null : 'suppressed',
    history: check.history === null ? null : redactedHistory(check.history),
    incident:
      incident === null
        ? null
        : {
            judgement: { ...incident.judgement, detail: '' },
            suppressedBecause: incident.suppressedBecause === null ? null : 'its notifications are suppressed',
            incident: {
              ...incident.incident,
              detail: '',
              acknowledged:
                incident.incident.acknowledged === null ? null : { ...incident.incident.acknowledged, by: somebody },
            },
          },
  }
}

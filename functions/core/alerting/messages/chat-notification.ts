import type { Place } from '../../model/place.ts'
import { cleaned } from './plain-text.ts'
import type { LegibleReport } from './report.ts'

/** Characters of a title. The reference names no limit, and chat clients fold longer ones. */
const titleLimit = 200

/**
 * Writes a custom notification for Amazon Q Developer in chat applications, which ignores every other shape of message
 * (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html). Messages of one incident share a thread.
 */
export function chatNotification(report: LegibleReport, place: Place): object {
  const { state, short, headline, facts, next, name } = report
  const lines = facts.flatMap((group) => group.map(([fact, value]) => `*${fact}*: ${escaped(value)}`))
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: cleaned(`${signOf(report)} ${escaped(short)}`, titleLimit),
      description: [`${escaped(headline)}.`, ...lines].join('\n'),
      nextSteps: next.map(([step, value]) => `${step}: ${isLink(value) ? `<${value}>` : `\`${escaped(value)}\``}`),
    },
    metadata: {
      threadId: name,
      summary: cleaned(short, titleLimit),
      eventType: state,
      relatedResources: [`tokenwatch/${place.deployment}`],
    },
  }
}

/** Shows the alert level by a sign of its own, before anybody reads. */
function signOf({ state, to }: LegibleReport): string {
  if (state === 'OK') return ':white_check_mark:'
  return to === 'notice' ? ':warning:' : ':rotating_light:'
}

/** Escapes text for Slack: `<!channel>` in a provider's text would otherwise notify everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', "'")
}

const isLink = (text: string): boolean => /^https:\/\/[^\s<>|]+$/.test(text)

import { reasons, standings } from '../../model/reason.ts'
import { isInstant, isText, shape, wordOf } from '../../model/shape.ts'
import type { Acknowledgement } from '../incident.ts'

export const isReason = wordOf(...reasons)
export const isStanding = wordOf(...standings)
export const isLevel = wordOf('page', 'notice')
export const isSuppressedBy = wordOf('silence', 'outage', 'storm', 'flapping')
export const isAcknowledgement = shape<Acknowledgement>({ by: isText, at: isInstant })

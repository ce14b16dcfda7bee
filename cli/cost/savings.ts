import type { Deployment } from '../../functions/core/model/deployment.ts'
import { type CompanyBill, companyBill } from './company.ts'
import { estimate } from './model.ts'
import { assumptions } from './prices.ts'

/** A way to a smaller bill of a company, with what it costs besides money, and the whole bill that is left. */
export type Saving = { readonly option: string; readonly risk: string; readonly low: number; readonly high: number }

/** Returns the ways that are open to this deployment. Nothing takes one by itself. */
export function savingsOf(deployment: Deployment): readonly Saving[] {
  const { secretHeldSeconds } = assumptions
  const checks = deployment.checks.map((check) => ({
    ...check,
    everySeconds: Math.max(check.everySeconds, secretHeldSeconds),
  }))
  const rarely = { ...deployment, checks }
  const isFast = deployment.checks.some(({ everySeconds }) => everySeconds < secretHeldSeconds)
  if (companyBill(deployment).high === 0) return []
  return [
    {
      option: 'KMS events left out of the second trail',
      risk: 'that trail does not show who decrypts',
      ...withCompany(deployment, companyBill(deployment, { keyEventsInTrail: false })),
    },
    ...(isFast
      ? [
          {
            option: "every: '10m' for all checks that look more often",
            risk: 'a death is seen up to ten minutes later',
            ...withCompany(rarely, companyBill(rarely)),
          },
        ]
      : []),
  ]
}

/** Returns the estimate of a deployment with what a company pays beside it. */
function withCompany(deployment: Deployment, bill: CompanyBill): Pick<Saving, 'low' | 'high'> {
  const { low, high } = estimate(deployment)
  return { low: low + bill.low, high: high + bill.high }
}

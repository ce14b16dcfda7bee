import { type Equivalent, equivalentsIn } from './equivalent.ts'

export const guard: readonly Equivalent[] = [
  ...equivalentsIn('functions/config/addresses.ts', 'isValidCIDR refuses what has no slash', [
    ['address === undefined || bits === undefined', 'false'],
    ['address === undefined || bits === undefined', 'address === undefined && bits === undefined'],
    ['address === undefined', 'false'],
    ['bits === undefined', 'false'],
  ]),
  ...equivalentsIn('functions/config/addresses.ts', 'a host has brackets at its ends alone', [
    ['/^\\[|\\]$/g', '/\\[|\\]$/g'],
    ['/^\\[|\\]$/g', '/^\\[|\\]/g'],
  ]),
  ...equivalentsIn('functions/config/addresses.ts', 'every name but the one that is asked for is good', [
    ["'no'", '""'],
  ]),
  ...equivalentsIn('functions/core/model/addresses.ts', 'a host has brackets at its ends alone', [
    ['/^\\[|\\]$/g', '/^\\[|\\]/g'],
    ['/^\\[|\\]$/g', '/\\[|\\]$/g'],
  ]),
  ...equivalentsIn(
    'functions/core/model/addresses.ts',
    'the expression only saves the parser a name, and the parser refuses it too',
    [
      ['/^[^:]*[g-wyz-][^:]*$/i', '/^[^:]*[g-wyz-][^:]*/i'],
      ['/^[^:]*[g-wyz-][^:]*$/i', '/^[^:][g-wyz-][^:]*$/i'],
      ['/^[^:]*[g-wyz-][^:]*$/i', '/^[:]*[g-wyz-][^:]*$/i'],
      ['/^[^:]*[g-wyz-][^:]*$/i', '/^[^:]*[g-wyz-][^:]$/i'],
      ['/^[^:]*[g-wyz-][^:]*$/i', '/^[^:]*[g-wyz-][:]*$/i'],
    ],
  ),
  ...equivalentsIn('functions/core/model/host-binding.ts', 'the expression matches every text', [
    ["''", '"Stryker was here!"'],
    ['[]', '["Stryker was here"]'],
  ]),
  ...equivalentsIn('functions/core/probe/network/connect.ts', 'no address is of this form', [
    ["''", '"Stryker was here!"'],
  ]),
  ...equivalentsIn('functions/core/probe/network/connect.ts', 'a host has brackets at its ends alone', [
    ['/^\\[|\\]$/g', '/\\[|\\]$/g'],
    ['/^\\[|\\]$/g', '/^\\[|\\]/g'],
  ]),
  ...equivalentsIn(
    'functions/core/probe/network/connect.ts',
    'one context for all, and the authorities of Node named, are only faster',
    [
      ['contexts.set(trust, context)', ';'],
      ['trust.length === 0', 'false'],
    ],
  ),
]

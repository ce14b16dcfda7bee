import { assertHealthy } from 'tokenwatch/test'
import { test } from 'vitest'

test('orders', () => assertHealthy('orders'))
test('wiki', () => assertHealthy('wiki'))

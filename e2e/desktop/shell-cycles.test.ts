import { it } from 'vitest'
import { expectNothingLeft } from './cycles.ts'

it('leaves no listener, port or process behind after 10 cycles of reload, close and open', () => expectNothingLeft(10))

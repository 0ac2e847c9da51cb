import { it } from 'vitest'
import { expectNothingLeft } from './cycles.ts'

it('leaves no listener, port or process behind after 4 cycles of reload, close and open', () => expectNothingLeft(4))

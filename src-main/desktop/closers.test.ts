import { describe, expect, it } from 'vitest'
import { createClosers } from './closers.ts'

describe('closing', () => {
  it('closes what there is at that moment, the last first, and waits for what is being opened', async () => {
    const closed: string[] = []
    const opening = Promise.withResolvers<string>()
    const closers = createClosers()
    closers.add(async (reason) => closed.push(`${await opening.promise}: ${reason}`))
    const end = closers.close('SIGTERM')
    opening.resolve('core')
    await end
    expect(closed).toEqual(['core: SIGTERM'])
  })

  it('closes the rest where one fails, and says so', async () => {
    const closed: string[] = []
    const closers = createClosers()
    closers.add(() => closed.push('core'))
    closers.add(() => {
      throw new Error('no tray')
    })
    closers.add(() => closed.push('windows'))
    await expect(closers.close('quit')).rejects.toThrow('no tray')
    expect(closed).toEqual(['windows', 'core'])
  })
})

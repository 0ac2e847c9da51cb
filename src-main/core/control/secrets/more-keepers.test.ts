import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InterlockError } from '#schemas'
import type { KeyKeeper } from './key-keeper.ts'
import { aHome, aKeeper } from './test-bed.ts'

const VALUE = 'correct-horse-battery-staple'
const PASSPHRASE = 'a passphrase of the test'

/** A keyring that is there and refuses. */
function refusing(kind: KeyKeeper['kind']): KeyKeeper {
  const refuse = () =>
    Promise.reject(new InterlockError('secrets_keeper_failed', { keeper: kind, reason: 'not allowed' }))
  return { kind, keep: refuse, give: refuse }
}

function kindsIn(file: string): unknown {
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { keeper: string }[] }
  return keys.map(({ keeper }) => keeper)
}

describe('one store for desktop and service', () => {
  it('is made for every keyring there is, and each of them opens it', async () => {
    const home = aHome()
    const [desktop, session] = [aKeeper('safe_storage'), aKeeper('secret_service')]
    await home.open(desktop, session).set('API_TOKEN', VALUE, 'operator')
    expect(kindsIn(home.file)).toEqual(['safe_storage', 'secret_service'])
    for (const keeper of [desktop, session]) {
      const shell = home.open(keeper)
      await shell.list()
      expect(shell.granted(['API_TOKEN'])).toEqual({ API_TOKEN: VALUE })
    }
  })

  it('takes a keyring that comes later along, once one it has opens it', async () => {
    const home = aHome()
    const [session, desktop] = [aKeeper('secret_service'), aKeeper('safe_storage')]
    await home.open(session).set('API_TOKEN', VALUE, 'cli')
    const shell = home.open(desktop, session)
    await shell.list()
    // What is set meanwhile is not lost to it.
    await shell.set('OTHER', VALUE, 'operator')
    await expect.poll(() => kindsIn(home.file)).toEqual(['secret_service', 'safe_storage'])
    const next = home.open(desktop)
    expect((await next.list()).secrets.map(({ name }) => name)).toEqual(['API_TOKEN', 'OTHER'])
    expect(home.events().map(({ kind, payload }) => [kind, payload])).toContainEqual([
      'secret.keeper_added',
      { keeper: 'safe_storage', replaced: false },
    ])
  })

  it('stays a matter of the passphrase alone where nobody said otherwise', async () => {
    const home = aHome()
    const first = home.open()
    await first.unlock(PASSPHRASE)
    await first.set('API_TOKEN', VALUE, 'operator')
    const keyring = aKeeper('safe_storage')
    const shell = home.open(keyring)
    await shell.unlock(PASSPHRASE)
    expect(kindsIn(home.file)).toEqual(['passphrase'])
    await shell.openAlso(undefined, 'operator')
    expect(kindsIn(home.file)).toEqual(['passphrase', 'safe_storage'])
    const next = home.open(keyring)
    await next.list()
    expect(next.isOpen()).toBe(true)
  })

  it('gets a passphrase for a service that has no keyring, and another in its place', async () => {
    const home = aHome()
    const desktop = home.open(aKeeper('safe_storage'))
    await desktop.set('API_TOKEN', VALUE, 'operator')
    await desktop.openAlso('the first passphrase', 'operator')
    await desktop.openAlso(PASSPHRASE, 'operator')
    const service = home.open()
    await expect(service.unlock('the first passphrase')).rejects.toMatchObject({ code: 'secrets_passphrase_wrong' })
    await service.unlock(PASSPHRASE)
    expect(service.granted(['API_TOKEN'])).toEqual({ API_TOKEN: VALUE })
  })

  it('is made by the next keyring where the first may not keep it', async () => {
    const home = aHome()
    await home.open(refusing('safe_storage'), aKeeper('secret_service')).set('API_TOKEN', VALUE, 'operator')
    expect(kindsIn(home.file)).toEqual(['secret_service'])
  })

  it('says why where none may', async () => {
    const secrets = aHome().open(refusing('safe_storage'))
    await expect(secrets.set('API_TOKEN', VALUE, 'operator')).rejects.toMatchObject({
      code: 'secrets_keeper_failed',
      message: expect.stringContaining('not allowed'),
    })
  })

  it('gives no further way in while it is locked', async () => {
    const secrets = aHome().open(aKeeper())
    await secrets.set('API_TOKEN', VALUE, 'operator')
    secrets.lock()
    await expect(secrets.openAlso(PASSPHRASE, 'operator')).rejects.toMatchObject({ code: 'secrets_locked' })
  })
})

import { expect, it } from 'vitest'
import { errorKinds } from '#schemas'
import { asTypedHere, keepOwnCommand, ownCommand } from './own-command.ts'

it('writes the commands of the catalogue as they are typed on this machine', () => {
  const command = `node '/opt/my tools/$&/interlock.mjs'`
  expect(asTypedHere(errorKinds.not_signed_in.remedy({}), command)).toBe(
    `Run \`${command} open\` to get a fresh address.`,
  )
  expect(asTypedHere(errorKinds.no_workers.remedy({}), command)).toContain(`${command} start --slots 1`)
})

it('changes nothing but commands', () => {
  for (const text of ['Interlock is stopped.', '/srv/interlock data', 'my-interlock is there', '`interlock`'])
    expect(asTypedHere(text, 'node x')).toBe(text)
})

it('keeps what the core said, also where the browser keeps nothing', () => {
  expect(ownCommand()).toBe('interlock')
  keepOwnCommand('node x')
  expect(ownCommand()).toBe('node x')
  expect(asTypedHere('`interlock open`')).toBe('`node x open`')
})

import { describe, expect, it } from 'vitest'
import { acceleratorSchema, parseAccelerator } from './accelerator.ts'
import { desktopSettingsSchema, updateFeedSchema } from './shell.ts'

describe('a shortcut for the whole system', () => {
  it.each([
    ['cmdorctrl+alt+k', 'CommandOrControl+Alt+K'],
    ['Shift + Alt + F13', 'Alt+Shift+F13'],
    ['option+meta+space', 'Super+Alt+Space'],
    ['f9', 'F9'],
  ])('is read from %s and written in one way', (typed, accelerator) => {
    expect(parseAccelerator(typed)).toEqual({ accelerator })
    expect(acceleratorSchema.safeParse(accelerator).success).toBe(true)
  })

  it.each([
    ['', 'empty'],
    ['Control+Alt', 'no_key'],
    ['Control+K+J', 'two_keys'],
    ['Hyper+K', 'unknown_part'],
    ['Control++', 'unknown_part'],
    ['K', 'too_plain'],
    ['Shift+K', 'too_plain'],
    ['F25', 'unknown_part'],
  ])('is not what %s says', (typed, problem) => {
    expect(parseAccelerator(typed)).toEqual({ problem })
  })

  it('is kept in that one way only', () => {
    expect(acceleratorSchema.safeParse('alt+control+k').success).toBe(false)
  })
})

describe('the settings of the desktop', () => {
  it('are quiet and offline where nobody said otherwise', () => {
    expect(desktopSettingsSchema.parse({})).toEqual({
      on_close: 'ask',
      open_at_login: 'no',
      kill_shortcut: 'CommandOrControl+Alt+Shift+K',
      focus_on_approval: false,
      notifications: true,
      battery: 'saver',
      updates: { on: false, feed: null, channel: 'latest' },
      plain_text: null,
    })
  })

  it.each([
    ['https://updates.example.org/interlock', true],
    ['http://127.0.0.1:8080/feed', true],
    ['http://updates.example.org/interlock', false],
    ['https://user:word@updates.example.org/', false],
    ['file:///feed', false],
  ])('take the feed %s: %s', (feed, taken) => {
    expect(updateFeedSchema.safeParse(feed).success).toBe(taken)
  })
})

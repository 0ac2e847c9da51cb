import { useState } from 'react'
import { Kbd, KeyboardIcon, Menu, SettingsIcon, useKeys, useSetting } from '../../components/index.ts'
import { KeysOverlay } from './keys-overlay.tsx'

/** How the console looks in this browser, and its keys. */
export function DisplayMenu() {
  const [theme, setTheme] = useSetting('theme')
  const [time, setTime] = useSetting('time')
  const [showKeys, setShowKeys] = useState(false)
  useKeys([{ keys: '?', label: 'Show the keys that work here', run: () => setShowKeys(true) }])
  return (
    <>
      <Menu
        align="start"
        label="Display"
        trigger={
          <button
            type="button"
            className="flex h-8 w-full items-center gap-2.5 rounded-sm px-2 text-ink-2 hover:bg-sunken hover:text-ink"
          >
            <SettingsIcon />
            <span className="max-lg:sm:sr-only">Display</span>
          </button>
        }
        items={[
          { label: 'Theme of the system', chosen: theme === 'system', onSelect: () => setTheme('system') },
          { label: 'Light', chosen: theme === 'light', onSelect: () => setTheme('light') },
          { label: 'Dark', chosen: theme === 'dark', onSelect: () => setTheme('dark') },
          { label: 'Times relative', chosen: time === 'relative', apart: true, onSelect: () => setTime('relative') },
          { label: 'Times local', chosen: time === 'local', onSelect: () => setTime('local') },
          { label: 'Times in UTC', chosen: time === 'utc', onSelect: () => setTime('utc') },
          {
            label: 'Keys',
            icon: KeyboardIcon,
            hint: <Kbd keys="?" />,
            apart: true,
            onSelect: () => setShowKeys(true),
          },
        ]}
      />
      {showKeys && <KeysOverlay onClose={() => setShowKeys(false)} />}
    </>
  )
}

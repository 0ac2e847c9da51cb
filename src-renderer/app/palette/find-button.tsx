import { useEffect, useState } from 'react'
import { Kbd, SearchIcon, useKeys } from '../../components/index.ts'
import { useShellNews } from '../shell/news.ts'
import { FIND, useCommands } from './commands.ts'
import { Palette } from './palette.tsx'

/** Opens the palette, by its key too. */
export function FindButton() {
  const [open, setOpen] = useState(false)
  useKeys([{ keys: 'Mod+k', label: 'Find anything', run: () => setOpen(true) }])
  useCommands([{ id: FIND, label: 'Find anything', run: () => setOpen(true) }])
  const news = useShellNews()
  useEffect(
    () =>
      news?.onBrought((brought) => {
        if (brought.news === 'do' && brought.act === 'find') setOpen(true)
      }),
    [news],
  )
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="inline-flex h-7 items-center gap-2 rounded-sm px-2 text-ink-2 hover:bg-sunken hover:text-ink lg:border lg:border-line lg:bg-canvas"
      >
        <SearchIcon />
        <span className="max-lg:sr-only">Find</span>
        <span className="flex text-ink-3 max-lg:hidden">
          <Kbd keys="Mod+K" />
        </span>
      </button>
      {open && <Palette onClose={() => setOpen(false)} />}
    </>
  )
}

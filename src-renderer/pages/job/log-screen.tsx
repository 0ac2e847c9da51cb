import { useEffect, useRef } from 'react'
import '@xterm/xterm/css/xterm.css'
import { copySelection } from './copy-selection.ts'
import { createLogTerminal, type Found, type LogTerminal } from './log-terminal.ts'
import { onThemeChange } from './terminal-theme.ts'
import type { RunOutput } from './use-run-output.ts'

interface LogScreenProps {
  readonly output: RunOutput
  readonly time: boolean
  readonly find: string
  /** Gives the terminal away while it is there. */
  readonly onScreen: (screen: LogTerminal | undefined) => void
  readonly onFollow: (following: boolean) => void
  readonly onFound: (found: Found) => void
}

/** A log on a terminal: drawn as it comes, drawn anew when its form changes. */
export function LogScreen({ output, time, find, onScreen, onFollow, onFound }: LogScreenProps) {
  const place = useRef<HTMLDivElement>(null)
  const { listen, buffer } = output
  const shown = useRef<LogTerminal>(undefined)
  const shownTime = useRef(time)
  const wanted = useRef(find)
  useEffect(() => {
    wanted.current = find
  })

  useEffect(() => {
    const { current: element } = place
    if (!element) return
    const screen = createLogTerminal(element, { onFollow, onFound })
    shown.current = screen
    onScreen(screen)
    screen.setTime(shownTime.current)
    screen.rewrite(buffer.lines)
    if (wanted.current !== '') screen.find(wanted.current, 'previous')
    const stopListening = listen((arrived) =>
      arrived === 'all' ? screen.rewrite(buffer.lines) : screen.write(arrived),
    )
    const stopTheme = onThemeChange(screen.retheme)
    const stopCopy = copySelection(element, screen)
    const observer = new ResizeObserver(screen.fit)
    observer.observe(element)
    return () => {
      stopListening()
      stopTheme()
      stopCopy()
      observer.disconnect()
      onScreen(undefined)
      shown.current = undefined
      screen.dispose()
    }
  }, [listen, buffer, onScreen, onFollow, onFound])

  useEffect(() => {
    if (shownTime.current === time) return
    shownTime.current = time
    shown.current?.setTime(time)
    shown.current?.rewrite(buffer.lines)
  }, [time, buffer])

  return <div ref={place} className="absolute inset-0 overflow-hidden py-2 pl-4 font-mono" />
}

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import '@xterm/xterm/css/xterm.css'
import type { LogView } from './compose-rows.ts'
import { createLogSurface, type LogSurface, type LogSurfaceOptions } from './log-surface.ts'

interface LogScreenProps extends LogSurfaceOptions {
  readonly view: LogView
  readonly label: string
  /** Gives the surface away while it is there. */
  readonly onSurface: (surface: LogSurface | undefined) => void
}

/** A window onto a log, on a terminal. */
export function LogScreen({ view, label, onSurface, onView, onLine }: LogScreenProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const spacer = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const terminal = useRef<HTMLDivElement>(null)
  const [surface, setSurface] = useState<LogSurface>()
  const tell = useRef({ onView, onLine })
  useLayoutEffect(() => {
    tell.current = { onView, onLine }
  })

  useEffect(() => {
    const places = {
      scroller: scroller.current,
      spacer: spacer.current,
      layer: layer.current,
      gutter: gutter.current,
      terminal: terminal.current,
    }
    if (!places.scroller || !places.spacer || !places.layer || !places.gutter || !places.terminal) return
    const made = createLogSurface(
      {
        scroller: places.scroller,
        spacer: places.spacer,
        layer: places.layer,
        gutter: places.gutter,
        terminal: places.terminal,
      },
      {
        onView: (now) => tell.current.onView(now),
        onLine: (line, extend) => tell.current.onLine(line, extend),
      },
    )
    setSurface(made)
    return () => {
      setSurface(undefined)
      made.dispose()
    }
  }, [])

  useLayoutEffect(() => surface?.show(view), [surface, view])
  useEffect(() => {
    onSurface(surface)
    return () => onSurface(undefined)
  }, [surface, onSurface])

  return (
    <div
      ref={scroller}
      // A box that scrolls must take focus, or its end cannot be reached by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      role="group"
      aria-label={label}
      data-ring="inside"
      className="absolute inset-0 overflow-auto bg-surface"
    >
      <div ref={spacer} className="relative w-max min-w-full">
        <div ref={layer} className="sticky top-0 flex overflow-hidden">
          <div ref={gutter} className="sticky left-0 z-10 shrink-0 bg-surface font-mono text-body" />
          {/* The terminal is drawn over what marks its rows, so nothing of it may be opaque. */}
          <div
            ref={terminal}
            className="font-mono [&_.xterm-viewport]:bg-transparent! [&_.xterm-scrollable-element]:bg-transparent!"
          />
        </div>
      </div>
    </div>
  )
}

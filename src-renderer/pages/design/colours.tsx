import { useLayoutEffect, useRef, useState } from 'react'
import { contrastOf } from './contrast.ts'

const GROUNDS = ['canvas', 'surface', 'sunken', 'selected'] as const
const TEXTS = ['ink', 'ink-2', 'ink-3', 'neutral', 'run', 'good', 'warn', 'bad', 'ask'] as const
const EDGES = ['line', 'control'] as const

interface Row {
  readonly token: string
  readonly value: string
  /** Lowest contrast on the grounds, and on its own tint. */
  readonly lowest: number
  readonly onTint: number | undefined
}

/** Every colour with its contrast, computed from what the browser makes of the tokens in this theme. */
export function Colours() {
  const probe = useRef<HTMLSpanElement>(null)
  const [rows, setRows] = useState<readonly Row[]>([])
  useLayoutEffect(() => {
    const element = probe.current
    if (!element) return
    const valueOf = (token: string) => {
      element.style.color = `var(--color-${token})`
      return getComputedStyle(element).color
    }
    const grounds = GROUNDS.map(valueOf)
    setRows(
      [...TEXTS, ...EDGES].map((token) => {
        const value = valueOf(token)
        const isTone = !token.startsWith('ink') && token !== 'line' && token !== 'control'
        return {
          token,
          value,
          lowest: Math.min(...grounds.map((ground) => contrastOf(value, ground))),
          onTint: isTone ? contrastOf(value, valueOf(`${token}-tint`)) : undefined,
        }
      }),
    )
  }, [])
  return (
    <>
      <span ref={probe} />
      <div className="mb-3 grid grid-cols-4 gap-2">
        {GROUNDS.map((ground) => (
          <div
            key={ground}
            className="rounded-sm border border-line p-2 text-meta"
            style={{ background: token(ground) }}
          >
            {ground}
          </div>
        ))}
      </div>
      <table className="w-full">
        <thead className="text-left text-meta text-ink-3">
          <tr>
            <th scope="col" className="font-normal">
              Token
            </th>
            <th scope="col" className="font-normal">
              Sample
            </th>
            <th scope="col" className="text-right font-normal">
              Lowest on grounds
            </th>
            <th scope="col" className="text-right font-normal">
              On its tint
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ token: name, lowest, onTint }) => (
            <tr key={name} data-token={name} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-mono font-normal">
                {name}
              </th>
              <td className="py-1">
                <span className="flex items-center gap-2">
                  <span className="size-4 rounded-sm" style={{ background: token(name) }} />
                  {onTint !== undefined && (
                    <span className="rounded-sm px-2" style={{ background: token(`${name}-tint`), color: token(name) }}>
                      on its tint
                    </span>
                  )}
                </span>
              </td>
              <td className="py-1 text-right">{lowest.toFixed(2)}</td>
              <td className="py-1 text-right">{onTint?.toFixed(2) ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function token(name: string): string {
  return `var(--color-${name})`
}

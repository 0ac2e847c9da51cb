import { useSetting } from './settings.ts'

const HEIGHTS = { compact: 28, normal: 32, roomy: 40 } as const

/** How high a row of a list is, in pixels, as the reader has set it. */
export function useRowHeight(): number {
  const [density] = useSetting('density')
  return HEIGHTS[density]
}

/** How a symbol of the source is drawn into a file. */
export interface Drawing {
  /** Below `resources/icons`. */
  readonly file: string
  readonly symbol: string
  /** Sizes in pixels; one for a PNG. */
  readonly sizes: readonly number[]
  /** What `currentColor` is. */
  readonly colour: string
  /** Room left free on each side, as a share of the size: macOS wants it around its icons. */
  readonly margin: number
}

/** States of the tray with their colours on a light and on a dark panel: the tones of the console. */
const STATES = {
  idle: ['#444b58', '#c6cbd4'],
  running: ['#2350c8', '#6ba4ff'],
  attention: ['#9c2b8c', '#e184c8'],
  engaged: ['#835900', '#edbe3a'],
  hard: ['#a3142a', '#ff7768'],
  lost: ['#9c2b8c', '#e184c8'],
} as const

const PANELS = ['light', 'dark'] as const
/** A symbol drawn for 16 pixels serves up to this size. */
const SMALL_UP_TO = 24
const MAC_MARGIN = 100 / 1024

const application = (size: number) => (size <= SMALL_UP_TO ? 'application-small' : 'application')

const plain = { colour: '#000000', margin: 0 }

/** Every file that is made from the source. A Windows icon may be drawn from two symbols, by size. */
export const PLAN: readonly Drawing[] = [
  ...[16, 24, 32, 48, 64, 128, 256, 512].map((size) => ({
    file: `linux/${size}x${size}.png`,
    symbol: application(size),
    sizes: [size],
    ...plain,
  })),
  { file: 'icon.ico', symbol: 'application', sizes: [16, 20, 24, 32, 40, 48, 64, 128, 256], ...plain },
  { file: 'icon.icns', symbol: 'application', sizes: [32, 64, 128, 256, 512, 1024], ...plain, margin: MAC_MARGIN },
  ...Object.entries(STATES).flatMap(([state, colours]) => [
    // macOS colours them itself; only their shape counts. It finds the doubled one by its name.
    { file: `tray/mac/${state}Template.png`, symbol: state, sizes: [16], ...plain },
    { file: `tray/mac/${state}Template@2x.png`, symbol: state, sizes: [32], ...plain },
    ...PANELS.flatMap((panel, at) => {
      const look = { symbol: state, colour: colours[at] ?? plain.colour, margin: 0 }
      return [
        { file: `tray/windows/${state}-${panel}.ico`, ...look, sizes: [16, 20, 24, 32, 48] },
        { file: `tray/linux/${state}-${panel}.png`, ...look, sizes: [24] },
        { file: `tray/linux/${state}-${panel}@2x.png`, ...look, sizes: [48] },
      ]
    }),
  ]),
  { file: 'tray/windows/overlay.png', symbol: 'attention', sizes: [16], colour: STATES.attention[1], margin: 0 },
  { file: 'tray/windows/overlay@2x.png', symbol: 'attention', sizes: [32], colour: STATES.attention[1], margin: 0 },
]

/** The symbol a size of a drawing is drawn from. */
export function symbolFor({ file, symbol }: Drawing, size: number): string {
  return file === 'icon.ico' ? application(size) : symbol
}

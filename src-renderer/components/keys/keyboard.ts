import { isSingleKey } from './chord.ts'

/** One key or sequence and what it does. */
export interface KeyBinding {
  /** `j`, `Shift+j`, `Mod+k`, `g o`, `?`, `ArrowDown`, `Escape`. */
  keys: string
  /** Verb and object, as the overlay of keys shows it. */
  label: string
  /** @param at when the key went down, by `performance.now()`: a busy page hears of it later */
  run: (at: number) => void
  /** Acts again while the key is held; for moving only. */
  repeats?: boolean
  /** Works in every layer and while one types. For the kill switch. */
  always?: boolean
  /** A second key for something that is listed under another. */
  unlisted?: boolean
  /** Whether it does anything right now; one that does not is neither run nor listed. */
  when?: () => boolean
  /** It asks the core to change something, so it works only while that can be reached. */
  changes?: boolean
}

export type KeyLayer = symbol

/** Where a key press comes from, as far as it matters. */
export interface Press {
  chord: string
  repeat: boolean
  /** Text is being typed, or the focused control uses plain keys itself. */
  typing: boolean
  /** The focused control acts on this very key (Enter on a button, arrows in a radio group). */
  taken: boolean
  /** When the key went down, by `performance.now()`. */
  at: number
}

const SEQUENCE_MS = 1500

export interface Keyboard {
  /** Opens a layer above all others: keys of lower layers sleep until what it returns is called. */
  openLayer(layer: KeyLayer): () => void
  /** Adds bindings to a layer; `read` is asked at each press, so it may answer differently each time. */
  bind(layer: KeyLayer, read: () => readonly KeyBinding[]): () => void
  /** Runs what the press is bound to; whether anything was. */
  press(press: Press): boolean
  /** The bindings that work now, the topmost of each key. */
  working(): KeyBinding[]
  /** Tells whether the core can be reached; what `changes` sleeps while it cannot. */
  setReachable(is: boolean): void
}

/** Decides what a key press does. Knows no DOM, so its rules can be tested as they are. */
export function createKeyboard(options: {
  base: KeyLayer
  now: () => number
  singleKeys: () => boolean
  /** The keys in force for what `keys` is by default; null where they were switched off. */
  inForce?: (keys: string) => string | null
}): Keyboard {
  const layers: KeyLayer[] = [options.base]
  const bound: { layer: KeyLayer; read: () => readonly KeyBinding[] }[] = []
  let reachable = true
  let begun: { chord: string; at: number } | undefined

  /** Those that always work come first, so that no other binding takes their key. */
  const all = () => {
    const there = bound
      .toReversed()
      .flatMap(({ layer, read }) => read().filter((each) => each.always === true || layer === layers.at(-1)))
    return [...there.filter(({ always }) => always === true), ...there.filter(({ always }) => always !== true)].flatMap(
      (binding) => {
        const keys = options.inForce === undefined ? binding.keys : options.inForce(binding.keys)
        if (binding.always === true) {
          // Whoever learnt the first key reaches for it when it matters.
          const changed = keys !== null && keys !== binding.keys ? [{ ...binding, keys }] : []
          return [...changed, { ...binding, ...(changed.length > 0 && { unlisted: true }) }]
        }
        // Who has switched the single keys off must still find out which keys there are.
        const stays = binding.keys === '?'
        return keys !== null && (options.singleKeys() || !isSingleKey(keys) || stays) ? [{ ...binding, keys }] : []
      },
    )
  }

  function working(): KeyBinding[] {
    const seen = new Set<string>()
    return all().filter((binding) => {
      if (seen.has(binding.keys) || binding.when?.() === false) return false
      if (binding.changes === true && !reachable) return false
      seen.add(binding.keys)
      return true
    })
  }

  function press({ chord, repeat, typing, taken, at }: Press): boolean {
    const bindings = working()
    const always = bindings.find((each) => each.always === true && each.keys === chord)
    if (always) {
      if (!repeat) always.run(at)
      return true
    }
    if (taken || (typing && isSingleKey(chord))) return false
    const sequence = begun && options.now() - begun.at < SEQUENCE_MS ? `${begun.chord} ${chord}` : undefined
    begun = undefined
    const binding = bindings.find((each) => each.keys === sequence) ?? bindings.find((each) => each.keys === chord)
    if (binding) {
      if (!repeat || binding.repeats === true) binding.run(at)
      return true
    }
    if (!typing && bindings.some((each) => each.keys.startsWith(`${chord} `))) {
      begun = { chord, at: options.now() }
      return true
    }
    return false
  }

  return {
    press,
    working,
    setReachable: (is) => void (reachable = is),
    openLayer(layer) {
      layers.push(layer)
      return () => void layers.splice(layers.indexOf(layer), 1)
    },
    bind(layer, read) {
      const entry = { layer, read }
      bound.push(entry)
      return () => void bound.splice(bound.indexOf(entry), 1)
    },
  }
}

/** What a class or an interface declares, with what it inherits. */
export interface Declared {
  readonly statics: ReadonlySet<string>
  readonly instance: ReadonlySet<string>
}

/** The declarations of `electron.d.ts`, which is generated and so keeps to one form. */
export interface Declarations {
  /** What a name of the module is. */
  readonly typeOf: (name: string) => string | undefined
  /** Whether that name stands for the class itself rather than for one of its kind. */
  readonly isClass: (name: string) => boolean
  readonly declared: (type: string) => Declared | undefined
}

const MEMBER = /^ {4}(static )?(?:readonly |abstract )*(?:get |set )?(\w+)[?]?[(:<]/gm

export function readDeclarations(text: string): Declarations {
  const bodies = new Map<string, { body: string; parent: string | undefined }>()
  for (const [, name = '', parent, body = ''] of text.matchAll(
    /^ {2}(?:interface|class) (\w+)(?: extends ([\w.]+))? \{\n([\s\S]*?)^ {2}\}/gm,
  ))
    if (!bodies.has(name)) bodies.set(name, { body, parent })
  const constants = new Map<string, { type: string; isClass: boolean }>()
  for (const [, name = '', itself, type = ''] of text.matchAll(/^ {2}const (\w+): (typeof )?(\w+);/gm))
    constants.set(name, { type, isClass: itself !== undefined })

  function declared(type: string): Declared | undefined {
    const found = bodies.get(type)
    if (found === undefined) return undefined
    const above = found.parent === undefined ? undefined : declared(found.parent)
    const members = [...found.body.matchAll(MEMBER)]
    const names = (wanted: boolean) =>
      members.filter(([, fixed]) => (fixed !== undefined) === wanted).map(([, , name = '']) => name)
    return {
      statics: new Set([...names(true), ...(above?.statics ?? [])]),
      instance: new Set([...names(false), ...(above?.instance ?? [])]),
    }
  }

  return {
    typeOf: (name) => constants.get(name)?.type ?? (bodies.has(name) ? name : undefined),
    isClass: (name) => constants.get(name)?.isClass ?? bodies.has(name),
    declared,
  }
}

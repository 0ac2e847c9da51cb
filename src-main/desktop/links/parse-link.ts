import { idSchema } from '#schemas'

/** What a link names, and where the console shows it. A link only ever leads somewhere; it does nothing. */
const PLACES: Readonly<Record<string, (name: string) => string | undefined>> = {
  job: (id) => withId(id, `/jobs/${id}`),
  approval: (id) => withId(id, `/approvals?id=${id}`),
  artifact: (id) => withId(id, `/review?state=all&id=${id}`),
  ledger: (seq) => (/^[1-9]\d{0,14}$/.test(seq) ? `/ledger?seq=${seq}` : undefined),
}

export const LINK_SCHEME = 'interlock'

const LONGEST = 128

/** `interlock://job/<id>` and so on, in this very spelling: nothing is decoded, so nothing can hide. */
const LINK = /^interlock:\/\/([a-z]{1,16})\/([A-Za-z0-9_-]{1,64})\/?$/

export function isLink(text: string): boolean {
  return text.toLowerCase().startsWith(`${LINK_SCHEME}:`)
}

/** The page of the console a link leads to; undefined where it is none of ours. */
export function pageOfLink(text: string): string | undefined {
  if (text.length > LONGEST) return undefined
  const [, kind = '', name = ''] = LINK.exec(text) ?? []
  return Object.hasOwn(PLACES, kind) ? PLACES[kind]?.(name) : undefined
}

function withId(id: string, page: string): string | undefined {
  return idSchema.safeParse(id).success ? page : undefined
}

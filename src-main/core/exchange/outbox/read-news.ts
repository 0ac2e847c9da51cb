import { type News, newsSchema } from '#schemas'
import type { Bodies } from '#core/record'

/** What a delivery says; undefined where its body is gone or somebody wrote to it. */
export function readNews(bodies: Bodies, id: string): News | undefined {
  const body = bodies.read(id)
  if (body === undefined) return undefined
  try {
    return newsSchema.safeParse(JSON.parse(body.toString('utf8'))).data
  } catch {
    // Not JSON any more: a verification of bodies names it.
    return undefined
  }
}

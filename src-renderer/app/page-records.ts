import type { PageRecord } from './page.ts'

let registered: readonly PageRecord[] = []

/** Tells the frame which pages there are. The frame cannot ask `pages.ts` itself: pages stand above the app. */
export function registerPages(pages: readonly PageRecord[]): void {
  registered = pages
}

export function pageRecords(): readonly PageRecord[] {
  return registered
}

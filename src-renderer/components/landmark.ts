const LANDMARKS = 'main, header, aside, nav, footer, [role="dialog"]'

/** The landmark around an element: where what opens over it belongs, so that no part of the page lies outside all of them. */
export function landmarkOf(element: HTMLElement | null): HTMLElement | null {
  return element?.closest<HTMLElement>(LANDMARKS) ?? null
}

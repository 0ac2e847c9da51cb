/** What listeners get first, and may veto. */
export interface StandinEvent {
  defaultPrevented: boolean
  preventDefault: () => void
}

export function anEvent<More extends object>(more?: More): StandinEvent & More {
  const event = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
    ...more,
  }
  return event as StandinEvent & More
}

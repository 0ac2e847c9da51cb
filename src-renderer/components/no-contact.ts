import { createContext, useContext } from 'react'

/** Why nothing can be changed now. */
export interface NoContact {
  readonly reason: string
  /** Id of the element that holds the reason, for what describes a control to screen readers. */
  readonly id: string
}

/** Given while the core cannot be reached: what is marked `changes` says so and does nothing. */
export const NoContactContext = createContext<NoContact | undefined>(undefined)

export function useNoContact(): NoContact | undefined {
  return useContext(NoContactContext)
}

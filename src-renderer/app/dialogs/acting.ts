/** An act on its way, as dialogs show it; what a mutation is. */
export interface Acting {
  readonly isPending: boolean
  readonly error: unknown
}

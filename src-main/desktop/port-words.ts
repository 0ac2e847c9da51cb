/** What the port of a window is sent beside text. The line behind it leads somewhere from now on. */
export const OPEN = true
/** The last it is sent, for pages whose browser does not tell of a port's end. */
export const LAST = null

export { addressOf, isOwnAddress } from './own-address.ts'
export { declareScheme, serveBundle } from './protocol.ts'

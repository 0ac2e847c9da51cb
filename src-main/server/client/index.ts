export { socketOf, socketPointer, usualSocket } from './address.ts'
export { connectToCore, type CoreClient } from './connect.ts'

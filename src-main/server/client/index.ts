export { socketOf, socketPointer, usualSocket } from './address.ts'
export { connectToCore, type CoreClient } from './connect.ts'
export { chooseHome } from './home.ts'

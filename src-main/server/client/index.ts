export { socketOf, socketPointer, usualSocket } from './address.ts'
export { commandFor, commandOf } from './command.ts'
export { connectToCore, type CoreClient } from './connect.ts'
export { chooseHome } from './home.ts'

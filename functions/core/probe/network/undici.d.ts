/** The one module of undici that a probe needs: the whole package would double the cold start. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici'
  export default Client
}

/** Returns true if the promise is fulfilled, false if it is rejected. */
export function succeeded(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  )
}

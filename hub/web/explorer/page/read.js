/** What the hub answers at one of its addresses, or nothing if it declines. */
export async function read(path, options) {
  const response = await fetch(path, options);
  return response.ok ? response.json() : null;
}

/* Tries one counter after another until the key derived from it begins as the challenge says. */

const AT_ONCE = 8;

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
/** @param {ArrayBuffer} bytes */
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @type {(parameters: Challenge["parameters"], counter: number) => Promise<string>} */
async function derived({ nonce, salt, cost, keyLength }, counter) {
  const start = bytesOf(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  new DataView(password.buffer).setUint32(start.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const settings = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  return hexOf(await crypto.subtle.deriveBits(settings, key, keyLength * 8));
}

/** @param {MessageEvent<Challenge["parameters"]>} message */
onmessage = async ({ data: parameters }) => {
  for (let first = 0; ; first += AT_ONCE) {
    const counters = Array.from({ length: AT_ONCE }, (_, step) => first + step);
    const keys = await Promise.all(counters.map((counter) => derived(parameters, counter)));
    const at = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    const solution = at < 0 ? null : { counter: counters[at], derivedKey: keys[at] };
    postMessage({ tried: first, solution });
    if (solution) return;
  }
};

export {};
